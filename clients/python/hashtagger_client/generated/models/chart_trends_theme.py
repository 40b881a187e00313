from typing import Literal

ChartTrendsTheme = Literal["dark", "light"]

CHART_TRENDS_THEME_VALUES: set[ChartTrendsTheme] = {
    "dark",
    "light",
}


def check_chart_trends_theme(value: str) -> ChartTrendsTheme:
    if value in CHART_TRENDS_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_TRENDS_THEME_VALUES!r}"
    )
