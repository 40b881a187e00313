from typing import Literal

TrendItemOutKind = Literal["hashtag", "phrase"]

TREND_ITEM_OUT_KIND_VALUES: set[TrendItemOutKind] = {
    "hashtag",
    "phrase",
}


def check_trend_item_out_kind(value: str) -> TrendItemOutKind:
    if value in TREND_ITEM_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_ITEM_OUT_KIND_VALUES!r}"
    )
