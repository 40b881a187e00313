from typing import Literal

TrendDetailOutKind = Literal["hashtag", "phrase"]

TREND_DETAIL_OUT_KIND_VALUES: set[TrendDetailOutKind] = {
    "hashtag",
    "phrase",
}


def check_trend_detail_out_kind(value: str) -> TrendDetailOutKind:
    if value in TREND_DETAIL_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TREND_DETAIL_OUT_KIND_VALUES!r}"
    )
