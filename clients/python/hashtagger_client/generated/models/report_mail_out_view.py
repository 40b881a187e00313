from typing import Literal

ReportMailOutView = Literal[
    "comparison", "experiment", "lift", "seasonality", "tag", "trends"
]

REPORT_MAIL_OUT_VIEW_VALUES: set[ReportMailOutView] = {
    "comparison",
    "experiment",
    "lift",
    "seasonality",
    "tag",
    "trends",
}


def check_report_mail_out_view(value: str) -> ReportMailOutView:
    if value in REPORT_MAIL_OUT_VIEW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_OUT_VIEW_VALUES!r}"
    )
