from typing import Literal

ExportTrendTheme = Literal["dark", "light"]

EXPORT_TREND_THEME_VALUES: set[ExportTrendTheme] = {
    "dark",
    "light",
}


def check_export_trend_theme(value: str) -> ExportTrendTheme:
    if value in EXPORT_TREND_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TREND_THEME_VALUES!r}"
    )
