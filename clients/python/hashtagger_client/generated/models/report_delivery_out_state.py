from typing import Literal

ReportDeliveryOutState = Literal["failed", "sent", "skipped", "waiting"]

REPORT_DELIVERY_OUT_STATE_VALUES: set[ReportDeliveryOutState] = {
    "failed",
    "sent",
    "skipped",
    "waiting",
}


def check_report_delivery_out_state(value: str) -> ReportDeliveryOutState:
    if value in REPORT_DELIVERY_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_DELIVERY_OUT_STATE_VALUES!r}"
    )
