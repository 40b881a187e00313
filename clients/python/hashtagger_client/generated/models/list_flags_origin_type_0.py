from typing import Literal

ListFlagsOriginType0 = Literal["review", "shipped", "user"]

LIST_FLAGS_ORIGIN_TYPE_0_VALUES: set[ListFlagsOriginType0] = {
    "review",
    "shipped",
    "user",
}


def check_list_flags_origin_type_0(value: str) -> ListFlagsOriginType0:
    if value in LIST_FLAGS_ORIGIN_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_FLAGS_ORIGIN_TYPE_0_VALUES!r}"
    )
