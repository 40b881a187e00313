from typing import Literal

ExportTrendsFormat = Literal["csv", "pdf", "png", "svg", "xlsx"]

EXPORT_TRENDS_FORMAT_VALUES: set[ExportTrendsFormat] = {
    "csv",
    "pdf",
    "png",
    "svg",
    "xlsx",
}


def check_export_trends_format(value: str) -> ExportTrendsFormat:
    if value in EXPORT_TRENDS_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TRENDS_FORMAT_VALUES!r}"
    )
