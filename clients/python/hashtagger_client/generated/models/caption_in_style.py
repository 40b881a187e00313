from typing import Literal

CaptionInStyle = Literal["alt-text", "caption", "story"]

CAPTION_IN_STYLE_VALUES: set[CaptionInStyle] = {
    "alt-text",
    "caption",
    "story",
}


def check_caption_in_style(value: str) -> CaptionInStyle:
    if value in CAPTION_IN_STYLE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CAPTION_IN_STYLE_VALUES!r}"
    )
