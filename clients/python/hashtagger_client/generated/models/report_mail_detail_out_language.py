from typing import Literal

ReportMailDetailOutLanguage = Literal["ar", "en"]

REPORT_MAIL_DETAIL_OUT_LANGUAGE_VALUES: set[ReportMailDetailOutLanguage] = {
    "ar",
    "en",
}


def check_report_mail_detail_out_language(value: str) -> ReportMailDetailOutLanguage:
    if value in REPORT_MAIL_DETAIL_OUT_LANGUAGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_MAIL_DETAIL_OUT_LANGUAGE_VALUES!r}"
    )
