from typing import Literal

PostOutFormatType0 = Literal["carousel", "clip", "photo", "text"]

POST_OUT_FORMAT_TYPE_0_VALUES: set[PostOutFormatType0] = {
    "carousel",
    "clip",
    "photo",
    "text",
}


def check_post_out_format_type_0(value: str) -> PostOutFormatType0:
    if value in POST_OUT_FORMAT_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {POST_OUT_FORMAT_TYPE_0_VALUES!r}"
    )
