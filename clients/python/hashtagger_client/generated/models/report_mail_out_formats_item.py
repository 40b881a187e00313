from typing import Literal

ReportMailOutFormatsItem = Literal["csv", "pdf", "png", "xlsx"]

REPORT_MAIL_OUT_FORMATS_ITEM_VALUES: set[ReportMailOutFormatsItem] = {
    "csv",
    "pdf",
    "png",
    "xlsx",
}


def check_report_mail_out_formats_item(value: str) -> ReportMailOutFormatsItem:
    if value in REPORT_MAIL_OUT_FORMATS_ITEM_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_OUT_FORMATS_ITEM_VALUES!r}"
    )
