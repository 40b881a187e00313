from typing import Literal

ExportComparisonFormat = Literal["csv", "pdf", "png", "svg", "xlsx"]

EXPORT_COMPARISON_FORMAT_VALUES: set[ExportComparisonFormat] = {
    "csv",
    "pdf",
    "png",
    "svg",
    "xlsx",
}


def check_export_comparison_format(value: str) -> ExportComparisonFormat:
    if value in EXPORT_COMPARISON_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_COMPARISON_FORMAT_VALUES!r}"
    )
