from typing import Literal

ChartTrendsWindow = Literal["1h", "24h", "7d"]

CHART_TRENDS_WINDOW_VALUES: set[ChartTrendsWindow] = {
    "1h",
    "24h",
    "7d",
}


def check_chart_trends_window(value: str) -> ChartTrendsWindow:
    if value in CHART_TRENDS_WINDOW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_TRENDS_WINDOW_VALUES!r}"
    )
