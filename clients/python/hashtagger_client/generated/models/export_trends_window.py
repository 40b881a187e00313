from typing import Literal

ExportTrendsWindow = Literal["1h", "24h", "7d"]

EXPORT_TRENDS_WINDOW_VALUES: set[ExportTrendsWindow] = {
    "1h",
    "24h",
    "7d",
}


def check_export_trends_window(value: str) -> ExportTrendsWindow:
    if value in EXPORT_TRENDS_WINDOW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TRENDS_WINDOW_VALUES!r}"
    )
