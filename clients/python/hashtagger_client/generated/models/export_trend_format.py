from typing import Literal

ExportTrendFormat = Literal["csv", "pdf", "png", "svg", "xlsx"]

EXPORT_TREND_FORMAT_VALUES: set[ExportTrendFormat] = {
    "csv",
    "pdf",
    "png",
    "svg",
    "xlsx",
}


def check_export_trend_format(value: str) -> ExportTrendFormat:
    if value in EXPORT_TREND_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TREND_FORMAT_VALUES!r}"
    )
