"""Sorts the events of a stream into its hours, by the stream's own clock, and says when an hour is over for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from crawlers.streams.events import AccountGone, Deletion, Event, Post
from crawlers.streams.hour_counter import Gates, HourCounter, Refusal

HOUR_US = 3_600_000_000
KEPT_HOURS = 2
"""The newest hour and the one before: so long a late event, a deletion or a lost account is still taken into account."""
AHEAD_US = 600_000_000
"""An event that is so much ahead of our clock is not believed: it would end hours that still go on."""


class OpenHours:
    """
    The hours that still change. What was refused is counted in ``anomalies``.

    Everything depends on ``time_us`` and order alone, so the same events give the same counts, whenever they are read.
    """

    def __init__(self, first_hour: int, now_us: Callable[[], int], gates: Gates | None = None) -> None:
        """
        Args:
            first_hour: Earlier hours are closed; their events are not counted.
            now_us: Our own clock, microseconds since 1970; it only unmasks events from the future.
        """
        self.anomalies: Counter[str] = Counter()
        self.newest_us = 0
        """``time_us`` of the newest event."""
        self.are_overdue = False
        """Are there hours that are over for good and wait to be closed?"""
        self._now_us = now_us
        self._believed_us = 0
        self._gates = gates
        self._first = first_hour
        self._open: dict[int, HourCounter] = {}

    @property
    def first(self) -> int:
        """The oldest hour that is not closed: from its start on a recount must begin."""
        return min(self._open, default=self._first)

    @property
    def hours(self) -> list[HourCounter]:
        """The oldest first."""
        return [self._open[hour] for hour in sorted(self._open)]

    def take(self, event: Event) -> None:
        """Count one event."""
        time_us = event.time_us
        if time_us > self._believed_us and self._is_ahead(time_us):
            return
        hour = self._open.get(time_us // HOUR_US) or self._opened(time_us)
        if hour is None:
            return
        hour.hear(time_us)
        if time_us > self.newest_us:
            self.newest_us = time_us
        if isinstance(event, Post):
            refusal = Refusal.REPEATED if self._is_elsewhere(event, hour) else hour.add(event)
            if refusal is not None:
                self.anomalies[refusal.value] += 1
        elif isinstance(event, Deletion):
            self.anomalies["deleted"] += sum(each.delete(event.author, event.rkey) for each in self._open.values())
        elif isinstance(event, AccountGone):
            self.anomalies["deleted"] += sum(each.drop_account(event.author) for each in self._open.values())

    def close_overdue(self) -> list[HourCounter]:
        """Take out the hours that are over for good, the oldest first; their events are late from now on."""
        over = self._over()
        if over:
            self._first = over[-1] + 1
        self.are_overdue = False
        return [self._open.pop(hour) for hour in over]

    def _is_ahead(self, time_us: int) -> bool:
        self._believed_us = self._now_us() + AHEAD_US
        self.anomalies["ahead"] += time_us > self._believed_us
        return time_us > self._believed_us

    def _opened(self, time_us: int) -> HourCounter | None:
        number = time_us // HOUR_US
        if number < self._first or number <= max(self._open, default=0) - KEPT_HOURS:
            self.anomalies["late"] += 1
            return None
        self._open[number] = HourCounter(number, self._gates)
        self.are_overdue = bool(self._over())
        return self._open[number]

    def _over(self) -> list[int]:
        newest = max(self._open, default=0)
        return [hour for hour in sorted(self._open) if hour <= newest - KEPT_HOURS]

    def _is_elsewhere(self, post: Post, hour: HourCounter) -> bool:
        """Another server gives the same post another time; close to the full hour it would be counted in both."""
        return any(other is not hour and other.has(post.author, post.rkey) for other in self._open.values())
