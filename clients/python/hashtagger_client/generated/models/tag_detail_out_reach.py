from typing import Literal

TagDetailOutReach = Literal["broad", "medium", "niche"]

TAG_DETAIL_OUT_REACH_VALUES: set[TagDetailOutReach] = {
    "broad",
    "medium",
    "niche",
}


def check_tag_detail_out_reach(value: str) -> TagDetailOutReach:
    if value in TAG_DETAIL_OUT_REACH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TAG_DETAIL_OUT_REACH_VALUES!r}"
    )
