from typing import Literal

ChartTrendTheme = Literal["dark", "light"]

CHART_TREND_THEME_VALUES: set[ChartTrendTheme] = {
    "dark",
    "light",
}


def check_chart_trend_theme(value: str) -> ChartTrendTheme:
    if value in CHART_TREND_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_TREND_THEME_VALUES!r}"
    )
