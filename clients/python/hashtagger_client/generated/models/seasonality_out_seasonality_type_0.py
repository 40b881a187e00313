from typing import Literal

SeasonalityOutSeasonalityType0 = Literal["daily", "weekly"]

SEASONALITY_OUT_SEASONALITY_TYPE_0_VALUES: set[SeasonalityOutSeasonalityType0] = {
    "daily",
    "weekly",
}


def check_seasonality_out_seasonality_type_0(
    value: str,
) -> SeasonalityOutSeasonalityType0:
    if value in SEASONALITY_OUT_SEASONALITY_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SEASONALITY_OUT_SEASONALITY_TYPE_0_VALUES!r}"
    )
