from typing import Literal

SuggestionOutReachType0 = Literal["broad", "medium", "niche"]

SUGGESTION_OUT_REACH_TYPE_0_VALUES: set[SuggestionOutReachType0] = {
    "broad",
    "medium",
    "niche",
}


def check_suggestion_out_reach_type_0(value: str) -> SuggestionOutReachType0:
    if value in SUGGESTION_OUT_REACH_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SUGGESTION_OUT_REACH_TYPE_0_VALUES!r}"
    )
