from typing import Literal

GenerationInKind = Literal[
    "animate", "image-text-image", "image-to-image", "text-to-image"
]

GENERATION_IN_KIND_VALUES: set[GenerationInKind] = {
    "animate",
    "image-text-image",
    "image-to-image",
    "text-to-image",
}


def check_generation_in_kind(value: str) -> GenerationInKind:
    if value in GENERATION_IN_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_IN_KIND_VALUES!r}"
    )
