from typing import Literal

RankerOutState = Literal["current", "kept", "previous", "shadow"]

RANKER_OUT_STATE_VALUES: set[RankerOutState] = {
    "current",
    "kept",
    "previous",
    "shadow",
}


def check_ranker_out_state(value: str) -> RankerOutState:
    if value in RANKER_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RANKER_OUT_STATE_VALUES!r}"
    )
