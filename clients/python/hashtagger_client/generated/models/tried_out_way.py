from typing import Literal

TriedOutWay = Literal["email", "webhook"]

TRIED_OUT_WAY_VALUES: set[TriedOutWay] = {
    "email",
    "webhook",
}


def check_tried_out_way(value: str) -> TriedOutWay:
    if value in TRIED_OUT_WAY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TRIED_OUT_WAY_VALUES!r}"
    )
