from typing import Literal

ChartLiftTheme = Literal["dark", "light"]

CHART_LIFT_THEME_VALUES: set[ChartLiftTheme] = {
    "dark",
    "light",
}


def check_chart_lift_theme(value: str) -> ChartLiftTheme:
    if value in CHART_LIFT_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_LIFT_THEME_VALUES!r}"
    )
