from typing import Literal

ChartTrendsOrder = Literal["burst", "growth", "volume"]

CHART_TRENDS_ORDER_VALUES: set[ChartTrendsOrder] = {
    "burst",
    "growth",
    "volume",
}


def check_chart_trends_order(value: str) -> ChartTrendsOrder:
    if value in CHART_TRENDS_ORDER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_TRENDS_ORDER_VALUES!r}"
    )
