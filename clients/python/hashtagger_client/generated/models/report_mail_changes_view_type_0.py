from typing import Literal

ReportMailChangesViewType0 = Literal[
    "comparison", "experiment", "lift", "seasonality", "tag", "trends"
]

REPORT_MAIL_CHANGES_VIEW_TYPE_0_VALUES: set[ReportMailChangesViewType0] = {
    "comparison",
    "experiment",
    "lift",
    "seasonality",
    "tag",
    "trends",
}


def check_report_mail_changes_view_type_0(value: str) -> ReportMailChangesViewType0:
    if value in REPORT_MAIL_CHANGES_VIEW_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_CHANGES_VIEW_TYPE_0_VALUES!r}"
    )
