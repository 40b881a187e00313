from typing import Literal

ScheduleInWeekdayType0 = Literal[
    "friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday"
]

SCHEDULE_IN_WEEKDAY_TYPE_0_VALUES: set[ScheduleInWeekdayType0] = {
    "friday",
    "monday",
    "saturday",
    "sunday",
    "thursday",
    "tuesday",
    "wednesday",
}


def check_schedule_in_weekday_type_0(value: str) -> ScheduleInWeekdayType0:
    if value in SCHEDULE_IN_WEEKDAY_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SCHEDULE_IN_WEEKDAY_TYPE_0_VALUES!r}"
    )
