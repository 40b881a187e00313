from typing import Literal

SourceOutHealth = Literal["failing", "late", "never_ran", "off", "ok"]

SOURCE_OUT_HEALTH_VALUES: set[SourceOutHealth] = {
    "failing",
    "late",
    "never_ran",
    "off",
    "ok",
}


def check_source_out_health(value: str) -> SourceOutHealth:
    if value in SOURCE_OUT_HEALTH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SOURCE_OUT_HEALTH_VALUES!r}"
    )
