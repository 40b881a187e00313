from typing import Literal

TrendItemOutSeasonalityType0 = Literal["daily", "weekly"]

TREND_ITEM_OUT_SEASONALITY_TYPE_0_VALUES: set[TrendItemOutSeasonalityType0] = {
    "daily",
    "weekly",
}


def check_trend_item_out_seasonality_type_0(value: str) -> TrendItemOutSeasonalityType0:
    if value in TREND_ITEM_OUT_SEASONALITY_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_ITEM_OUT_SEASONALITY_TYPE_0_VALUES!r}"
    )
