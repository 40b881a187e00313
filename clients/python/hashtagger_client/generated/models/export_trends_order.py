from typing import Literal

ExportTrendsOrder = Literal["burst", "growth", "volume"]

EXPORT_TRENDS_ORDER_VALUES: set[ExportTrendsOrder] = {
    "burst",
    "growth",
    "volume",
}


def check_export_trends_order(value: str) -> ExportTrendsOrder:
    if value in EXPORT_TRENDS_ORDER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TRENDS_ORDER_VALUES!r}"
    )
