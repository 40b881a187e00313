from typing import Literal

GenerationOutKind = Literal[
    "animate", "image-text-image", "image-to-image", "text-to-image"
]

GENERATION_OUT_KIND_VALUES: set[GenerationOutKind] = {
    "animate",
    "image-text-image",
    "image-to-image",
    "text-to-image",
}


def check_generation_out_kind(value: str) -> GenerationOutKind:
    if value in GENERATION_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_OUT_KIND_VALUES!r}"
    )
