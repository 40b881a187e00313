from typing import Literal

ChartSeasonalityTheme = Literal["dark", "light"]

CHART_SEASONALITY_THEME_VALUES: set[ChartSeasonalityTheme] = {
    "dark",
    "light",
}


def check_chart_seasonality_theme(value: str) -> ChartSeasonalityTheme:
    if value in CHART_SEASONALITY_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_SEASONALITY_THEME_VALUES!r}"
    )
