from typing import Literal

ChartComparisonTheme = Literal["dark", "light"]

CHART_COMPARISON_THEME_VALUES: set[ChartComparisonTheme] = {
    "dark",
    "light",
}


def check_chart_comparison_theme(value: str) -> ChartComparisonTheme:
    if value in CHART_COMPARISON_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_COMPARISON_THEME_VALUES!r}"
    )
