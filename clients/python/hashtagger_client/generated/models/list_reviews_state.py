from typing import Literal

ListReviewsState = Literal["approved", "new", "refused"]

LIST_REVIEWS_STATE_VALUES: set[ListReviewsState] = {
    "approved",
    "new",
    "refused",
}


def check_list_reviews_state(value: str) -> ListReviewsState:
    if value in LIST_REVIEWS_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_REVIEWS_STATE_VALUES!r}"
    )
