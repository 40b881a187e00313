from typing import Literal

ColumnOutKind = Literal["day", "moment", "number", "text", "whole"]

COLUMN_OUT_KIND_VALUES: set[ColumnOutKind] = {
    "day",
    "moment",
    "number",
    "text",
    "whole",
}


def check_column_out_kind(value: str) -> ColumnOutKind:
    if value in COLUMN_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {COLUMN_OUT_KIND_VALUES!r}"
    )
