from typing import Literal

TrendPageOutOrder = Literal["burst", "growth", "volume"]

TREND_PAGE_OUT_ORDER_VALUES: set[TrendPageOutOrder] = {
    "burst",
    "growth",
    "volume",
}


def check_trend_page_out_order(value: str) -> TrendPageOutOrder:
    if value in TREND_PAGE_OUT_ORDER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_PAGE_OUT_ORDER_VALUES!r}"
    )
