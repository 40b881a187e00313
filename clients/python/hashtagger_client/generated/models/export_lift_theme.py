from typing import Literal

ExportLiftTheme = Literal["dark", "light"]

EXPORT_LIFT_THEME_VALUES: set[ExportLiftTheme] = {
    "dark",
    "light",
}


def check_export_lift_theme(value: str) -> ExportLiftTheme:
    if value in EXPORT_LIFT_THEME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_LIFT_THEME_VALUES!r}"
    )
