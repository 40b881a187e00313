from typing import Literal

GenerationFormMediaTypeType0 = Literal[
    "image/gif", "image/jpeg", "image/png", "image/webp", "video/mp4"
]

GENERATION_FORM_MEDIA_TYPE_TYPE_0_VALUES: set[GenerationFormMediaTypeType0] = {
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
}


def check_generation_form_media_type_type_0(value: str) -> GenerationFormMediaTypeType0:
    if value in GENERATION_FORM_MEDIA_TYPE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_FORM_MEDIA_TYPE_TYPE_0_VALUES!r}"
    )
