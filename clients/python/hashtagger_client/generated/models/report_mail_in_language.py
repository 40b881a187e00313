from typing import Literal

ReportMailInLanguage = Literal["ar", "en"]

REPORT_MAIL_IN_LANGUAGE_VALUES: set[ReportMailInLanguage] = {
    "ar",
    "en",
}


def check_report_mail_in_language(value: str) -> ReportMailInLanguage:
    if value in REPORT_MAIL_IN_LANGUAGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_IN_LANGUAGE_VALUES!r}"
    )
