from typing import Literal

ChartExperimentTheme = Literal["dark", "light"]

CHART_EXPERIMENT_THEME_VALUES: set[ChartExperimentTheme] = {
    "dark",
    "light",
}


def check_chart_experiment_theme(value: str) -> ChartExperimentTheme:
    if value in CHART_EXPERIMENT_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_EXPERIMENT_THEME_VALUES!r}"
    )
