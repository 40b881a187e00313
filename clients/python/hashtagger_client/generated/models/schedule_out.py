from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.schedule_out_every import ScheduleOutEvery, check_schedule_out_every
from ..models.schedule_out_weekday_type_0 import (
    ScheduleOutWeekdayType0,
    check_schedule_out_weekday_type_0,
)

T = TypeVar("T", bound="ScheduleOut")


@_attrs_define
class ScheduleOut:
    """
    Attributes:
        every (ScheduleOutEvery):
        weekday (None | ScheduleOutWeekdayType0):
        day (int | None):
        hour (int):
        timezone (str):
    """

    every: ScheduleOutEvery
    weekday: None | ScheduleOutWeekdayType0
    day: int | None
    hour: int
    timezone: str

    def to_dict(self) -> dict[str, Any]:
        every: str = self.every

        weekday: None | str
        if isinstance(self.weekday, str):
            weekday = self.weekday
        else:
            weekday = self.weekday

        day: int | None
        day = self.day

        hour = self.hour

        timezone = self.timezone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "every": every,
                "weekday": weekday,
                "day": day,
                "hour": hour,
                "timezone": timezone,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        every = check_schedule_out_every(d.pop("every"))

        def _parse_weekday(data: object) -> None | ScheduleOutWeekdayType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                weekday_type_0 = check_schedule_out_weekday_type_0(data)

                return weekday_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScheduleOutWeekdayType0, data)

        weekday = _parse_weekday(d.pop("weekday"))

        def _parse_day(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        day = _parse_day(d.pop("day"))

        hour = d.pop("hour")

        timezone = d.pop("timezone")

        schedule_out = cls(
            every=every,
            weekday=weekday,
            day=day,
            hour=hour,
            timezone=timezone,
        )

        return schedule_out
