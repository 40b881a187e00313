from typing import Literal

ExportExperimentFormat = Literal["csv", "pdf", "png", "svg", "xlsx"]

EXPORT_EXPERIMENT_FORMAT_VALUES: set[ExportExperimentFormat] = {
    "csv",
    "pdf",
    "png",
    "svg",
    "xlsx",
}


def check_export_experiment_format(value: str) -> ExportExperimentFormat:
    if value in EXPORT_EXPERIMENT_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_EXPERIMENT_FORMAT_VALUES!r}"
    )
