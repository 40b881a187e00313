from typing import Literal

ListTrendsKindType0 = Literal["hashtag", "phrase"]

LIST_TRENDS_KIND_TYPE_0_VALUES: set[ListTrendsKindType0] = {
    "hashtag",
    "phrase",
}


def check_list_trends_kind_type_0(value: str) -> ListTrendsKindType0:
    if value in LIST_TRENDS_KIND_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_TRENDS_KIND_TYPE_0_VALUES!r}"
    )
