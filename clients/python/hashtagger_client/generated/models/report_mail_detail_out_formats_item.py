from typing import Literal

ReportMailDetailOutFormatsItem = Literal["csv", "pdf", "png", "xlsx"]

REPORT_MAIL_DETAIL_OUT_FORMATS_ITEM_VALUES: set[ReportMailDetailOutFormatsItem] = {
    "csv",
    "pdf",
    "png",
    "xlsx",
}


def check_report_mail_detail_out_formats_item(
    value: str,
) -> ReportMailDetailOutFormatsItem:
    if value in REPORT_MAIL_DETAIL_OUT_FORMATS_ITEM_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_DETAIL_OUT_FORMATS_ITEM_VALUES!r}"
    )
