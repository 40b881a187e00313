from typing import Literal

FoundTagOutReach = Literal["broad", "medium", "niche"]

FOUND_TAG_OUT_REACH_VALUES: set[FoundTagOutReach] = {
    "broad",
    "medium",
    "niche",
}


def check_found_tag_out_reach(value: str) -> FoundTagOutReach:
    if value in FOUND_TAG_OUT_REACH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FOUND_TAG_OUT_REACH_VALUES!r}"
    )
