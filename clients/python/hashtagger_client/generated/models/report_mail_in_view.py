from typing import Literal

ReportMailInView = Literal[
    "comparison", "experiment", "lift", "seasonality", "tag", "trends"
]

REPORT_MAIL_IN_VIEW_VALUES: set[ReportMailInView] = {
    "comparison",
    "experiment",
    "lift",
    "seasonality",
    "tag",
    "trends",
}


def check_report_mail_in_view(value: str) -> ReportMailInView:
    if value in REPORT_MAIL_IN_VIEW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_IN_VIEW_VALUES!r}"
    )
