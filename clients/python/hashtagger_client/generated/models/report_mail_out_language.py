from typing import Literal

ReportMailOutLanguage = Literal["ar", "en"]

REPORT_MAIL_OUT_LANGUAGE_VALUES: set[ReportMailOutLanguage] = {
    "ar",
    "en",
}


def check_report_mail_out_language(value: str) -> ReportMailOutLanguage:
    if value in REPORT_MAIL_OUT_LANGUAGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_OUT_LANGUAGE_VALUES!r}"
    )
