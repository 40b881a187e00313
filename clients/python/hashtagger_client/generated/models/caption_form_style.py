from typing import Literal

CaptionFormStyle = Literal["alt-text", "caption", "story"]

CAPTION_FORM_STYLE_VALUES: set[CaptionFormStyle] = {
    "alt-text",
    "caption",
    "story",
}


def check_caption_form_style(value: str) -> CaptionFormStyle:
    if value in CAPTION_FORM_STYLE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CAPTION_FORM_STYLE_VALUES!r}"
    )
