from typing import Literal

TagOutReach = Literal["broad", "medium", "niche"]

TAG_OUT_REACH_VALUES: set[TagOutReach] = {
    "broad",
    "medium",
    "niche",
}


def check_tag_out_reach(value: str) -> TagOutReach:
    if value in TAG_OUT_REACH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TAG_OUT_REACH_VALUES!r}"
    )
