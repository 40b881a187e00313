from typing import Literal

CompareTrendsStep = Literal["day", "hour"]

COMPARE_TRENDS_STEP_VALUES: set[CompareTrendsStep] = {
    "day",
    "hour",
}


def check_compare_trends_step(value: str) -> CompareTrendsStep:
    if value in COMPARE_TRENDS_STEP_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {COMPARE_TRENDS_STEP_VALUES!r}"
    )
