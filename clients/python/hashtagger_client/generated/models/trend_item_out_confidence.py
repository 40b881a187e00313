from typing import Literal

TrendItemOutConfidence = Literal["stale", "sure", "thin"]

TREND_ITEM_OUT_CONFIDENCE_VALUES: set[TrendItemOutConfidence] = {
    "stale",
    "sure",
    "thin",
}


def check_trend_item_out_confidence(value: str) -> TrendItemOutConfidence:
    if value in TREND_ITEM_OUT_CONFIDENCE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_ITEM_OUT_CONFIDENCE_VALUES!r}"
    )
