from typing import Literal

ReportMailChangesFormatsType0Item = Literal["csv", "pdf", "png", "xlsx"]

REPORT_MAIL_CHANGES_FORMATS_TYPE_0_ITEM_VALUES: set[
    ReportMailChangesFormatsType0Item
] = {
    "csv",
    "pdf",
    "png",
    "xlsx",
}


def check_report_mail_changes_formats_type_0_item(
    value: str,
) -> ReportMailChangesFormatsType0Item:
    if value in REPORT_MAIL_CHANGES_FORMATS_TYPE_0_ITEM_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_CHANGES_FORMATS_TYPE_0_ITEM_VALUES!r}"
    )
