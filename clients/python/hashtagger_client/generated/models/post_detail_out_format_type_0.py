from typing import Literal

PostDetailOutFormatType0 = Literal["carousel", "clip", "photo", "text"]

POST_DETAIL_OUT_FORMAT_TYPE_0_VALUES: set[PostDetailOutFormatType0] = {
    "carousel",
    "clip",
    "photo",
    "text",
}


def check_post_detail_out_format_type_0(value: str) -> PostDetailOutFormatType0:
    if value in POST_DETAIL_OUT_FORMAT_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {POST_DETAIL_OUT_FORMAT_TYPE_0_VALUES!r}"
    )
