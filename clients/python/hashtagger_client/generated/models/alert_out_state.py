from typing import Literal

AlertOutState = Literal["delivered", "failed", "pending"]

ALERT_OUT_STATE_VALUES: set[AlertOutState] = {
    "delivered",
    "failed",
    "pending",
}


def check_alert_out_state(value: str) -> AlertOutState:
    if value in ALERT_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ALERT_OUT_STATE_VALUES!r}"
    )
