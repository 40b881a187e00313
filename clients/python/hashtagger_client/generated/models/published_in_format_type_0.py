from typing import Literal

PublishedInFormatType0 = Literal["carousel", "clip", "photo", "text"]

PUBLISHED_IN_FORMAT_TYPE_0_VALUES: set[PublishedInFormatType0] = {
    "carousel",
    "clip",
    "photo",
    "text",
}


def check_published_in_format_type_0(value: str) -> PublishedInFormatType0:
    if value in PUBLISHED_IN_FORMAT_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PUBLISHED_IN_FORMAT_TYPE_0_VALUES!r}"
    )
