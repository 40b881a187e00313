from typing import Literal

RecommendationFormPlacement = Literal["end", "inline"]

RECOMMENDATION_FORM_PLACEMENT_VALUES: set[RecommendationFormPlacement] = {
    "end",
    "inline",
}


def check_recommendation_form_placement(value: str) -> RecommendationFormPlacement:
    if value in RECOMMENDATION_FORM_PLACEMENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RECOMMENDATION_FORM_PLACEMENT_VALUES!r}"
    )
