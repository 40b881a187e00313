from typing import Literal

ScheduleOutEvery = Literal["day", "month", "week"]

SCHEDULE_OUT_EVERY_VALUES: set[ScheduleOutEvery] = {
    "day",
    "month",
    "week",
}


def check_schedule_out_every(value: str) -> ScheduleOutEvery:
    if value in SCHEDULE_OUT_EVERY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SCHEDULE_OUT_EVERY_VALUES!r}"
    )
