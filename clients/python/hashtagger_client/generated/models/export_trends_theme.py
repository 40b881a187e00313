from typing import Literal

ExportTrendsTheme = Literal["dark", "light"]

EXPORT_TRENDS_THEME_VALUES: set[ExportTrendsTheme] = {
    "dark",
    "light",
}


def check_export_trends_theme(value: str) -> ExportTrendsTheme:
    if value in EXPORT_TRENDS_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TRENDS_THEME_VALUES!r}"
    )
