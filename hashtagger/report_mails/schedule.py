"""When a report is due: at an hour by the clock on somebody's wall, whatever that clock does in spring and autumn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from hashtagger.clock import zone_of

Every = Literal["day", "week", "month"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_DAY = 28
"""Every month has it."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Once a day, week or month. Raises ``InvalidRequest`` for a zone that is not known."""

    every: Every
    hour: int
    """0..23 in ``timezone``."""
    timezone: str = "UTC"
    """IANA name."""
    weekday: Weekday | None = None
    """With week."""
    day: int | None = None
    """1..28, with month."""

    def __post_init__(self) -> None:
        zone_of(self.timezone)

    def as_values(self) -> dict[str, Any]:
        """What JSON can hold; ``schedule_from`` reads it."""
        given = {"every": self.every, "weekday": self.weekday, "day": self.day}
        return {name: value for name, value in given.items() if value is not None} | {
            "hour": self.hour,
            "timezone": self.timezone,
        }


def schedule_from(values: Mapping[str, Any]) -> Schedule:
    """Raises ``InvalidRequest`` when the zone is not known any more."""
    return Schedule(**values)


def next_slot(schedule: Schedule, after: datetime) -> datetime:
    """
    The first moment after ``after`` at which a report is due, in UTC.

    An hour that the clocks leave out is made up for at the next one that there is; one that comes twice counts once, at
    its first time.

    >>> daily = Schedule("day", 2, "Europe/Berlin")
    >>> next_slot(daily, datetime(2026, 3, 28, 12, tzinfo=UTC)).isoformat()  # 02:00 does not exist: at 03:00
    '2026-03-29T01:00:00+00:00'
    >>> next_slot(daily, datetime(2026, 10, 24, 12, tzinfo=UTC)).isoformat()  # 02:00 comes twice
    '2026-10-25T00:00:00+00:00'
    >>> next_slot(daily, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)).isoformat()
    '2026-10-26T01:00:00+00:00'
    """
    zone = zone_of(schedule.timezone)
    first = after.astimezone(zone).date() - _DAY  # what is made up for may fall on the day after
    return next(due for day in _days(schedule, first) if (due := _moment(day, schedule.hour, zone)) > after)


def slots_until(schedule: Schedule, first: datetime, now: datetime, *, most: int) -> list[datetime]:
    """``first``, which was due, and all slots after it up to ``now``, oldest first; the newest ``most`` of them."""
    slots = deque([first], maxlen=most)
    while (following := next_slot(schedule, slots[-1])) <= now:
        slots.append(following)
    return list(slots)


def _days(schedule: Schedule, first: date) -> Iterator[date]:
    """The days on which something is due, from ``first`` on."""
    day = first
    while True:
        if schedule.every == "month":
            matches = day.day == (schedule.day or 1)
        else:
            matches = schedule.every == "day" or WEEKDAYS[day.weekday()] == schedule.weekday
        if matches:
            yield day
        day += _DAY


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the clocks of ``zone`` show ``hour`` on ``day``, or the next full hour that they do show; in UTC."""
    wall = datetime.combine(day, time(hour))
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)  # fold 0: the first of two
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += _HOUR
