"""Writes times and ages for people, in a time zone of their choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hashtagger.clock import zone_of as known_zone

UTC_NAME = "UTC"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone, and how times are written in it."""

    zone: ZoneInfo

    @property
    def name(self) -> str:
        """Of the IANA database."""
        return self.zone.key

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def text(self, moment: datetime) -> str:
        """
        >>> zone_of("Europe/Berlin").text(datetime(2026, 11, 21, 11, tzinfo=UTC))
        '21 Nov 2026, 12:00 (Europe/Berlin, UTC+1)'
        """
        at = self.local(moment)
        return f"{self.day(moment)}, {at:%H:%M} {self.label(moment)}"

    def day(self, moment: datetime) -> str:
        at = self.local(moment)
        return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"

    def clock(self, moment: datetime) -> str:
        return f"{self.local(moment):%H:%M}"

    def label(self, moment: datetime) -> str:
        """``UTC``, or the name with its offset at ``moment``."""
        if self.name == UTC_NAME:
            return "UTC"
        return f"({self.name}, {offset_text(self.local(moment).utcoffset() or timedelta(0))})"

    def unit(self, moment: datetime) -> str:
        """For the title of an axis: always in brackets."""
        return self.label(moment) if self.name != UTC_NAME else f"({UTC_NAME})"

    def wall(self, moment: datetime, *, at: datetime) -> datetime:
        """What a clock shows at ``moment`` if it keeps the offset that it has at ``at``: naive, never turned back."""
        offset = self.local(at).utcoffset() or timedelta(0)
        return (moment.astimezone(UTC) + offset).replace(tzinfo=None)


def zone_of(name: str) -> Zone:
    """Raises ``InvalidRequest`` (code ``unknown_time_zone``)."""
    return Zone(known_zone(name))


def offset_text(offset: timedelta) -> str:
    """
    >>> offset_text(timedelta(hours=-3, minutes=-30))
    'UTC-3:30'
    """
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def age_text(age: timedelta) -> str:
    """
    >>> age_text(timedelta(minutes=5)), age_text(timedelta(hours=30)), age_text(timedelta(days=3))
    ('5 minutes', '30 hours', '3 days')
    """
    minutes = max(0, round(age.total_seconds() / 60))
    if minutes == 0:
        return "less than a minute"
    if minutes < 90:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 72 else f"{round(hours / 24)} days"
