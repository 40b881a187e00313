from typing import Literal

AlertOutWay = Literal["email", "webhook"]

ALERT_OUT_WAY_VALUES: set[AlertOutWay] = {
    "email",
    "webhook",
}


def check_alert_out_way(value: str) -> AlertOutWay:
    if value in ALERT_OUT_WAY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ALERT_OUT_WAY_VALUES!r}"
    )
