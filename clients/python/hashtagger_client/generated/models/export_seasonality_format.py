from typing import Literal

ExportSeasonalityFormat = Literal["csv", "pdf", "png", "svg", "xlsx"]

EXPORT_SEASONALITY_FORMAT_VALUES: set[ExportSeasonalityFormat] = {
    "csv",
    "pdf",
    "png",
    "svg",
    "xlsx",
}


def check_export_seasonality_format(value: str) -> ExportSeasonalityFormat:
    if value in EXPORT_SEASONALITY_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_SEASONALITY_FORMAT_VALUES!r}"
    )
