from typing import Literal

ExportComparisonTheme = Literal["dark", "light"]

EXPORT_COMPARISON_THEME_VALUES: set[ExportComparisonTheme] = {
    "dark",
    "light",
}


def check_export_comparison_theme(value: str) -> ExportComparisonTheme:
    if value in EXPORT_COMPARISON_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_COMPARISON_THEME_VALUES!r}"
    )
