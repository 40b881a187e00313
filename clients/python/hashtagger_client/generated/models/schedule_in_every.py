from typing import Literal

ScheduleInEvery = Literal["day", "month", "week"]

SCHEDULE_IN_EVERY_VALUES: set[ScheduleInEvery] = {
    "day",
    "month",
    "week",
}


def check_schedule_in_every(value: str) -> ScheduleInEvery:
    if value in SCHEDULE_IN_EVERY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SCHEDULE_IN_EVERY_VALUES!r}"
    )
