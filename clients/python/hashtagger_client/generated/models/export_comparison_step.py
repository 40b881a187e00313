from typing import Literal

ExportComparisonStep = Literal["day", "hour"]

EXPORT_COMPARISON_STEP_VALUES: set[ExportComparisonStep] = {
    "day",
    "hour",
}


def check_export_comparison_step(value: str) -> ExportComparisonStep:
    if value in EXPORT_COMPARISON_STEP_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_COMPARISON_STEP_VALUES!r}"
    )
