from typing import Literal

TagRecordOutReach = Literal["broad", "medium", "niche"]

TAG_RECORD_OUT_REACH_VALUES: set[TagRecordOutReach] = {
    "broad",
    "medium",
    "niche",
}


def check_tag_record_out_reach(value: str) -> TagRecordOutReach:
    if value in TAG_RECORD_OUT_REACH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TAG_RECORD_OUT_REACH_VALUES!r}"
    )
