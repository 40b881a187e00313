from typing import Literal

ReportMailInFormatsItem = Literal["csv", "pdf", "png", "xlsx"]

REPORT_MAIL_IN_FORMATS_ITEM_VALUES: set[ReportMailInFormatsItem] = {
    "csv",
    "pdf",
    "png",
    "xlsx",
}


def check_report_mail_in_formats_item(value: str) -> ReportMailInFormatsItem:
    if value in REPORT_MAIL_IN_FORMATS_ITEM_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_IN_FORMATS_ITEM_VALUES!r}"
    )
