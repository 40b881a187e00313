from typing import Literal

GenerationInMediaTypeType0 = Literal[
    "image/gif", "image/jpeg", "image/png", "image/webp", "video/mp4"
]

GENERATION_IN_MEDIA_TYPE_TYPE_0_VALUES: set[GenerationInMediaTypeType0] = {
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
}


def check_generation_in_media_type_type_0(value: str) -> GenerationInMediaTypeType0:
    if value in GENERATION_IN_MEDIA_TYPE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_IN_MEDIA_TYPE_TYPE_0_VALUES!r}"
    )
