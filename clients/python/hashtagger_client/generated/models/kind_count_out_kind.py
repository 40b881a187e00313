from typing import Literal

KindCountOutKind = Literal["hashtag", "phrase"]

KIND_COUNT_OUT_KIND_VALUES: set[KindCountOutKind] = {
    "hashtag",
    "phrase",
}


def check_kind_count_out_kind(value: str) -> KindCountOutKind:
    if value in KIND_COUNT_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KIND_COUNT_OUT_KIND_VALUES!r}"
    )
