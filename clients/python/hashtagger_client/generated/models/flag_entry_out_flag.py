from typing import Literal

FlagEntryOutFlag = Literal[
    "adult",
    "allowed",
    "blocked",
    "engagement_bait",
    "over_generic",
    "restricted",
    "sensitive",
    "spam",
    "unreviewed",
]

FLAG_ENTRY_OUT_FLAG_VALUES: set[FlagEntryOutFlag] = {
    "adult",
    "allowed",
    "blocked",
    "engagement_bait",
    "over_generic",
    "restricted",
    "sensitive",
    "spam",
    "unreviewed",
}


def check_flag_entry_out_flag(value: str) -> FlagEntryOutFlag:
    if value in FLAG_ENTRY_OUT_FLAG_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FLAG_ENTRY_OUT_FLAG_VALUES!r}"
    )
