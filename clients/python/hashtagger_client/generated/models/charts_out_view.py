from typing import Literal

ChartsOutView = Literal[
    "comparison", "experiment", "lift", "seasonality", "tag", "trends"
]

CHARTS_OUT_VIEW_VALUES: set[ChartsOutView] = {
    "comparison",
    "experiment",
    "lift",
    "seasonality",
    "tag",
    "trends",
}


def check_charts_out_view(value: str) -> ChartsOutView:
    if value in CHARTS_OUT_VIEW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHARTS_OUT_VIEW_VALUES!r}"
    )
