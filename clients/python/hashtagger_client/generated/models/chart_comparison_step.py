from typing import Literal

ChartComparisonStep = Literal["day", "hour"]

CHART_COMPARISON_STEP_VALUES: set[ChartComparisonStep] = {
    "day",
    "hour",
}


def check_chart_comparison_step(value: str) -> ChartComparisonStep:
    if value in CHART_COMPARISON_STEP_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_COMPARISON_STEP_VALUES!r}"
    )
