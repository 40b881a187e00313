from typing import Literal

ListTagsReachType0 = Literal["broad", "medium", "niche"]

LIST_TAGS_REACH_TYPE_0_VALUES: set[ListTagsReachType0] = {
    "broad",
    "medium",
    "niche",
}


def check_list_tags_reach_type_0(value: str) -> ListTagsReachType0:
    if value in LIST_TAGS_REACH_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_TAGS_REACH_TYPE_0_VALUES!r}"
    )
