from typing import Literal

TrendPageOutWindow = Literal["1h", "24h", "7d"]

TREND_PAGE_OUT_WINDOW_VALUES: set[TrendPageOutWindow] = {
    "1h",
    "24h",
    "7d",
}


def check_trend_page_out_window(value: str) -> TrendPageOutWindow:
    if value in TREND_PAGE_OUT_WINDOW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_PAGE_OUT_WINDOW_VALUES!r}"
    )
