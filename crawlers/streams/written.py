"""Writes what a stream counted, and where it goes on, in one transaction: after a crash nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from crawlers.streams.hour_counter import HourCounter
from crawlers.streams.open_hours import HOUR_US, OpenHours
from hashtagger.errors import Conflict
from hashtagger.observations import SourceHour, SourceState, TagHour
from hashtagger.storage.sources import read_source, write_source
from hashtagger.storage.tag_hours import co_tags_of, put_co_tags, put_source_hours, put_tag_hours, replace_hour
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

_MINUTES, _UNTIL_US, _COUNTS = "minutes", "until_us", "counts"
_TAGS_AT_ONCE = 500
"""Between so many tags other tasks of the loop get their turn."""


@dataclass(frozen=True, slots=True)
class ClosedHour:
    """All of an hour, for good."""

    hour: int
    rows: Sequence[TagHour]
    totals: Sequence[SourceHour]
    co_tags: Sequence[tuple[Tag, Tag, int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What is new since the last batch."""

    first_hour: int
    """The oldest hour that is open after it."""
    closed: Sequence[ClosedHour]
    rows: Sequence[TagHour]
    totals: Sequence[SourceHour]
    minutes: Mapping[int, int]
    """hour → minutes heard, of the open hours in ``rows``"""
    until_us: int
    counts: Mapping[str, int]
    """Of this run: events, and each anomaly; for people."""


class Writing:
    """
    The way of one stream into the database; knows how far the open hours already stand there.

    After a restart the open hours are counted again from their beginning. The rows stay as they are until the new count
    has come as far as the old one and has heard as many minutes of the hour: nobody sees an hour shrink, and a server
    that does not replay far enough back does not spoil it.
    """

    def __init__(self, source: str, state: SourceState) -> None:
        self.source = source
        self._cursor = state.cursor
        self._minutes = {int(hour): int(n) for hour, n in state.memory.get(_MINUTES, {}).items()}
        self._until_us = int(state.memory.get(_UNTIL_US, 0))

    async def next_batch(self, hours: OpenHours, counts: Mapping[str, int]) -> Batch:
        """Everything that changed; takes the hours that are over out of ``hours``."""
        over = [each for each in hours.close_overdue() if self._is_as_complete(each)]
        first_hour = hours.first
        closed = await asyncio.to_thread(lambda: [_closed(each) for each in over])  # nobody else has them any more
        told = [each for each in hours.hours if self._is_as_complete(each)]
        if hours.newest_us < self._until_us:
            told = []
        rows: list[TagHour] = []
        for each in told:
            for tags in batched(each.changed_tags(), _TAGS_AT_ONCE):
                rows.extend(each.rows(tags))
                await asyncio.sleep(0)
        return Batch(
            first_hour=first_hour,
            closed=closed,
            rows=rows,
            totals=[row for each in told for row in each.totals()],
            minutes={each.hour: each.minutes for each in told},
            until_us=max(self._until_us, hours.newest_us),
            counts=dict(counts),
        )

    def write(self, connection: sa.Connection, batch: Batch, now: datetime) -> None:
        """
        Write ``batch`` with the state that belongs to it. May run again with the same batch after a rollback.

        Raises ``Conflict`` when the cursor is not where we left it: another worker counts (we were stopped for longer than
        our lease), or a commit went through whose answer was lost. Its hours must not be added a second time.
        """
        known = read_source(connection, self.source, for_update=True)
        if known.cursor != self._cursor:
            raise Conflict(f"another worker counted {self.source!r} meanwhile", code="lease_lost")
        for hour in batch.closed:
            replace_hour(connection, self.source, hour.hour, hour.rows, hour.totals)
            _add_co_tags(connection, self.source, hour)
        put_tag_hours(connection, self.source, batch.rows)
        put_source_hours(connection, self.source, batch.totals)
        own = {
            _MINUTES: {str(hour): n for hour, n in self._minutes_after(batch).items()},
            _UNTIL_US: batch.until_us,
            _COUNTS: dict(batch.counts),
        }
        if batch.until_us > self._until_us:
            known = replace(known, last_attempt=now, last_success=now, last_error="", failures=0, paused_until=None)
        write_source(connection, replace(known, cursor=_cursor_after(batch), memory={**known.memory, **own}))

    def done(self, batch: Batch) -> None:
        """Note that ``batch`` was committed."""
        self._minutes, self._until_us = self._minutes_after(batch), batch.until_us
        self._cursor = _cursor_after(batch)

    def _is_as_complete(self, hour: HourCounter) -> bool:
        return hour.minutes >= self._minutes.get(hour.hour, 0)

    def _minutes_after(self, batch: Batch) -> dict[int, int]:
        merged = {**self._minutes, **batch.minutes}
        return {hour: minutes for hour, minutes in merged.items() if hour >= batch.first_hour}


def _cursor_after(batch: Batch) -> str:
    return str(batch.first_hour * HOUR_US)


def _closed(hour: HourCounter) -> ClosedHour:
    return ClosedHour(hour.hour, list(hour.rows()), hour.totals(), list(hour.co_tags()))


def _add_co_tags(connection: sa.Connection, source: str, hour: ClosedHour) -> None:
    """
    Days are sums of hours. An hour is added once: the cursor passes it in the same transaction, so it is never counted
    again.
    """
    day = hour.hour // 24
    tags = {tag for tag, _, _ in hour.co_tags}
    known = co_tags_of(connection, [source], tags, first_day=day, last_day=day)
    summed = [(tag, other, n + known.get(tag, {}).get(other, 0)) for tag, other, n in hour.co_tags]
    put_co_tags(connection, source, day, summed)
