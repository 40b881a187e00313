from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.schedule_in_every import ScheduleInEvery, check_schedule_in_every
from ..models.schedule_in_weekday_type_0 import (
    ScheduleInWeekdayType0,
    check_schedule_in_weekday_type_0,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ScheduleIn")


@_attrs_define
class ScheduleIn:
    """Once a day, week or month, at a full hour by the clocks of a time zone.

    An hour that the clocks leave out is made up for at the next one; one that comes twice counts once.

        Attributes:
            every (ScheduleInEvery):
            hour (int):
            weekday (None | ScheduleInWeekdayType0 | Unset): With week, and only then.
            day (int | None | Unset): With month, and only then.
            timezone (str | Unset):  Default: 'UTC'.
    """

    every: ScheduleInEvery
    hour: int
    weekday: None | ScheduleInWeekdayType0 | Unset = UNSET
    day: int | None | Unset = UNSET
    timezone: str | Unset = "UTC"

    def to_dict(self) -> dict[str, Any]:
        every: str = self.every

        hour = self.hour

        weekday: None | str | Unset
        if isinstance(self.weekday, Unset):
            weekday = UNSET
        elif isinstance(self.weekday, str):
            weekday = self.weekday
        else:
            weekday = self.weekday

        day: int | None | Unset
        if isinstance(self.day, Unset):
            day = UNSET
        else:
            day = self.day

        timezone = self.timezone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "every": every,
                "hour": hour,
            }
        )
        if weekday is not UNSET:
            field_dict["weekday"] = weekday
        if day is not UNSET:
            field_dict["day"] = day
        if timezone is not UNSET:
            field_dict["timezone"] = timezone

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        every = check_schedule_in_every(d.pop("every"))

        hour = d.pop("hour")

        def _parse_weekday(data: object) -> None | ScheduleInWeekdayType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                weekday_type_0 = check_schedule_in_weekday_type_0(data)

                return weekday_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScheduleInWeekdayType0 | Unset, data)

        weekday = _parse_weekday(d.pop("weekday", UNSET))

        def _parse_day(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        day = _parse_day(d.pop("day", UNSET))

        timezone = d.pop("timezone", UNSET)

        schedule_in = cls(
            every=every,
            hour=hour,
            weekday=weekday,
            day=day,
            timezone=timezone,
        )

        return schedule_in
