from typing import Literal

ReportMailChangesLanguageType0 = Literal["ar", "en"]

REPORT_MAIL_CHANGES_LANGUAGE_TYPE_0_VALUES: set[ReportMailChangesLanguageType0] = {
    "ar",
    "en",
}


def check_report_mail_changes_language_type_0(
    value: str,
) -> ReportMailChangesLanguageType0:
    if value in REPORT_MAIL_CHANGES_LANGUAGE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_CHANGES_LANGUAGE_TYPE_0_VALUES!r}"
    )
