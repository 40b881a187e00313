from typing import Literal

TrendDetailOutSeasonalityType0 = Literal["daily", "weekly"]

TREND_DETAIL_OUT_SEASONALITY_TYPE_0_VALUES: set[TrendDetailOutSeasonalityType0] = {
    "daily",
    "weekly",
}


def check_trend_detail_out_seasonality_type_0(
    value: str,
) -> TrendDetailOutSeasonalityType0:
    if value in TREND_DETAIL_OUT_SEASONALITY_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_DETAIL_OUT_SEASONALITY_TYPE_0_VALUES!r}"
    )
