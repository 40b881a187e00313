from typing import Literal

SeasonalityOutKind = Literal["hashtag", "phrase"]

SEASONALITY_OUT_KIND_VALUES: set[SeasonalityOutKind] = {
    "hashtag",
    "phrase",
}


def check_seasonality_out_kind(value: str) -> SeasonalityOutKind:
    if value in SEASONALITY_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SEASONALITY_OUT_KIND_VALUES!r}"
    )
