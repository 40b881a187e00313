from typing import Literal

ExportExperimentTheme = Literal["dark", "light"]

EXPORT_EXPERIMENT_THEME_VALUES: set[ExportExperimentTheme] = {
    "dark",
    "light",
}


def check_export_experiment_theme(value: str) -> ExportExperimentTheme:
    if value in EXPORT_EXPERIMENT_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_EXPERIMENT_THEME_VALUES!r}"
    )
