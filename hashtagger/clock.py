"""What time it is, for whoever must not ask the machine directly."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


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
