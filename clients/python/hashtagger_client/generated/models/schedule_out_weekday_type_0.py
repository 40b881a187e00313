from typing import Literal

ScheduleOutWeekdayType0 = Literal[
    "friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday"
]

SCHEDULE_OUT_WEEKDAY_TYPE_0_VALUES: set[ScheduleOutWeekdayType0] = {
    "friday",
    "monday",
    "saturday",
    "sunday",
    "thursday",
    "tuesday",
    "wednesday",
}


def check_schedule_out_weekday_type_0(value: str) -> ScheduleOutWeekdayType0:
    if value in SCHEDULE_OUT_WEEKDAY_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SCHEDULE_OUT_WEEKDAY_TYPE_0_VALUES!r}"
    )
