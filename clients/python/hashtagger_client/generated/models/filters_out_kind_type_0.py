from typing import Literal

FiltersOutKindType0 = Literal["hashtag", "phrase"]

FILTERS_OUT_KIND_TYPE_0_VALUES: set[FiltersOutKindType0] = {
    "hashtag",
    "phrase",
}


def check_filters_out_kind_type_0(value: str) -> FiltersOutKindType0:
    if value in FILTERS_OUT_KIND_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FILTERS_OUT_KIND_TYPE_0_VALUES!r}"
    )
