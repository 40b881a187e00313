from typing import Literal

RecommendationInPlacement = Literal["end", "inline"]

RECOMMENDATION_IN_PLACEMENT_VALUES: set[RecommendationInPlacement] = {
    "end",
    "inline",
}


def check_recommendation_in_placement(value: str) -> RecommendationInPlacement:
    if value in RECOMMENDATION_IN_PLACEMENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RECOMMENDATION_IN_PLACEMENT_VALUES!r}"
    )
