from typing import Literal

ExportLiftFormat = Literal["csv", "pdf", "png", "svg", "xlsx"]

EXPORT_LIFT_FORMAT_VALUES: set[ExportLiftFormat] = {
    "csv",
    "pdf",
    "png",
    "svg",
    "xlsx",
}


def check_export_lift_format(value: str) -> ExportLiftFormat:
    if value in EXPORT_LIFT_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_LIFT_FORMAT_VALUES!r}"
    )
