from typing import Literal

SeriesOutUnit = Literal["author_hours", "authors"]

SERIES_OUT_UNIT_VALUES: set[SeriesOutUnit] = {
    "author_hours",
    "authors",
}


def check_series_out_unit(value: str) -> SeriesOutUnit:
    if value in SERIES_OUT_UNIT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SERIES_OUT_UNIT_VALUES!r}"
    )
