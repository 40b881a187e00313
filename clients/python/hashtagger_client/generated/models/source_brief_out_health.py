from typing import Literal

SourceBriefOutHealth = Literal["failing", "late", "never_ran", "off", "ok"]

SOURCE_BRIEF_OUT_HEALTH_VALUES: set[SourceBriefOutHealth] = {
    "failing",
    "late",
    "never_ran",
    "off",
    "ok",
}


def check_source_brief_out_health(value: str) -> SourceBriefOutHealth:
    if value in SOURCE_BRIEF_OUT_HEALTH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SOURCE_BRIEF_OUT_HEALTH_VALUES!r}"
    )
