from typing import Literal

ReportMailDetailOutView = Literal[
    "comparison", "experiment", "lift", "seasonality", "tag", "trends"
]

REPORT_MAIL_DETAIL_OUT_VIEW_VALUES: set[ReportMailDetailOutView] = {
    "comparison",
    "experiment",
    "lift",
    "seasonality",
    "tag",
    "trends",
}


def check_report_mail_detail_out_view(value: str) -> ReportMailDetailOutView:
    if value in REPORT_MAIL_DETAIL_OUT_VIEW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_DETAIL_OUT_VIEW_VALUES!r}"
    )
