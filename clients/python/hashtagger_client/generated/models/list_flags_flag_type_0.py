from typing import Literal

ListFlagsFlagType0 = Literal[
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

LIST_FLAGS_FLAG_TYPE_0_VALUES: set[ListFlagsFlagType0] = {
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


def check_list_flags_flag_type_0(value: str) -> ListFlagsFlagType0:
    if value in LIST_FLAGS_FLAG_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_FLAGS_FLAG_TYPE_0_VALUES!r}"
    )
