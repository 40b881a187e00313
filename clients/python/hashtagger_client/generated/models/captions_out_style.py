from typing import Literal

CaptionsOutStyle = Literal["alt-text", "caption", "story"]

CAPTIONS_OUT_STYLE_VALUES: set[CaptionsOutStyle] = {
    "alt-text",
    "caption",
    "story",
}


def check_captions_out_style(value: str) -> CaptionsOutStyle:
    if value in CAPTIONS_OUT_STYLE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CAPTIONS_OUT_STYLE_VALUES!r}"
    )
