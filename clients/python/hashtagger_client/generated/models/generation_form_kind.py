from typing import Literal

GenerationFormKind = Literal[
    "animate", "image-text-image", "image-to-image", "text-to-image"
]

GENERATION_FORM_KIND_VALUES: set[GenerationFormKind] = {
    "animate",
    "image-text-image",
    "image-to-image",
    "text-to-image",
}


def check_generation_form_kind(value: str) -> GenerationFormKind:
    if value in GENERATION_FORM_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_FORM_KIND_VALUES!r}"
    )
