"""What time it is, for whoever must not ask the machine directly."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hashtagger.errors import InvalidRequest


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ClockFrom:
    """Shows ``moment`` (aware) when it is made and goes on from there: a child process shares the time of its parent."""

    def __init__(self, moment: datetime) -> None:
        self._moment, self._began_s = moment, time.monotonic()

    def now(self) -> datetime:
        return self._moment + timedelta(seconds=time.monotonic() - self._began_s)


def zone_of(name: str) -> ZoneInfo:
    """Raises ``InvalidRequest`` (code ``unknown_time_zone``) for what is no name of the IANA database."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidRequest(
            "no time zone is called so", code="unknown_time_zone", advice="Name one as 'UTC' or 'Europe/Berlin'."
        ) from None
