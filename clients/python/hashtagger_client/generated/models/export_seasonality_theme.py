from typing import Literal

ExportSeasonalityTheme = Literal["dark", "light"]

EXPORT_SEASONALITY_THEME_VALUES: set[ExportSeasonalityTheme] = {
    "dark",
    "light",
}


def check_export_seasonality_theme(value: str) -> ExportSeasonalityTheme:
    if value in EXPORT_SEASONALITY_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_SEASONALITY_THEME_VALUES!r}"
    )
