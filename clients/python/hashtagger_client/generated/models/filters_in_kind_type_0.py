from typing import Literal

FiltersInKindType0 = Literal["hashtag", "phrase"]

FILTERS_IN_KIND_TYPE_0_VALUES: set[FiltersInKindType0] = {
    "hashtag",
    "phrase",
}


def check_filters_in_kind_type_0(value: str) -> FiltersInKindType0:
    if value in FILTERS_IN_KIND_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FILTERS_IN_KIND_TYPE_0_VALUES!r}"
    )
