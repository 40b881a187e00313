"""
Counts the hashtags of Bluesky, hour by hour, from the posts of a Jetstream.

An hour is always counted from its beginning: the cursor that is kept is the start of the oldest hour that is not closed,
so a worker that was killed counts its open hours again and comes to the same rows.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import sqlalchemy as sa
import structlog

from crawlers.registry import base_of
from crawlers.settings import crawl_settings
from crawlers.streams.connection import MAX_FRAME_BYTES, Patience, listen
from crawlers.streams.events import POSTS, Malformed, parse_event
from crawlers.streams.hour_counter import Gates
from crawlers.streams.open_hours import HOUR_US, OpenHours
from crawlers.streams.written import Writing
from hashtagger.errors import TryLater
from hashtagger.observations import CrawlTarget, SourceState, hour_of
from hashtagger.ports import Clock
from hashtagger.settings import Settings
from hashtagger.storage.database import Database
from hashtagger.storage.sources import read_source, write_source

SOURCE = "bluesky"
REWIND_US = 5_000_000
"""A new connection begins so much before the last event: servers order events only roughly, and repeats do not count."""

log = structlog.get_logger()


async def count_bluesky(
    database: Database,
    settings: Settings,
    clock: Clock,
    *,
    stop: asyncio.Event,
    gates: Gates | None = None,
    write_every_s: float = 45.0,
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> Mapping[str, int]:
    """
    Count until ``stop`` is set, write what is left, and answer the counts of the run: events and anomalies by name.

    Rows of ``tag_hours`` and ``source_hours`` are written every ``write_every_s`` and when an hour is closed; the state of
    the source (``SourceState``) tells of trouble. Cancelling instead of ``stop`` loses nothing either: the next run counts
    the open hours again. One worker at a time.

    Raises:
        ValueError: No contact is set, so nothing is listened to.
        InvalidURI: The configured endpoint is no address of a websocket.
        Conflict: Another worker counted on meanwhile; nothing of this one's last batch was written.
    """
    user_agent = str(crawl_settings(settings.trends.contact or "")["USER_AGENT"])
    state = await database.read(read_source, SOURCE)
    worker = _Worker(database, clock, state, base_of(CrawlTarget(SOURCE, ""), settings.trends), gates)
    listening = asyncio.create_task(
        listen(worker.address, worker.hear, user_agent=user_agent, lost=worker.lost, now=clock.now, patience=patience)
    )
    writing = asyncio.create_task(worker.keep_writing(write_every_s))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({listening, writing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await _cancelled(listening)  # raises what ended it, if anything did
        worker.finish()
        await writing
    finally:
        for task in (listening, writing, stopping):
            task.cancel()
        await asyncio.gather(listening, writing, stopping, return_exceptions=True)
    return worker.counts()


class _Worker:
    """What reading and writing share; all of it belongs to the event loop."""

    def __init__(
        self, database: Database, clock: Clock, state: SourceState, endpoint: str, gates: Gates | None
    ) -> None:
        self._database = database
        self._clock = clock
        self._endpoint = endpoint
        self._hours = OpenHours(_first_hour(state, clock), self._now_us, gates)
        self._writing = Writing(SOURCE, state)
        self._heard: Counter[str] = Counter()
        self._due = asyncio.Event()
        self._room = asyncio.Event()
        self._is_finishing = False

    def address(self) -> str:
        """Where to connect: from the start of the oldest open hour, or from shortly before the last event."""
        start_us = self._hours.first * HOUR_US
        cursor = max(start_us, self._hours.newest_us - REWIND_US)
        self._heard["connections"] += 1
        query = {"wantedCollections": POSTS, "maxMessageSizeBytes": MAX_FRAME_BYTES // 2, "cursor": cursor}
        return f"{self._endpoint}/subscribe?{urlencode(query)}"

    def hear(self, frame: bytes) -> asyncio.Task[None] | None:
        """Count one frame; answers what to wait for when the database cannot follow."""
        self._heard["events"] += 1
        try:
            event = parse_event(frame)
        except Malformed:
            self._heard["malformed"] += 1
            return None
        self._hours.take(event)
        return asyncio.create_task(self._wait_for_room()) if self._hours.are_overdue else None

    async def lost(self, failures: int, reason: str) -> None:
        """Tell of a connection that ended."""
        self._heard["lost_connections"] += 1
        log.warning("stream_lost", source=SOURCE, failures=failures, reason=reason)
        with contextlib.suppress(TryLater):
            await self._database.write(_note_trouble, failures, reason, self._clock)

    async def keep_writing(self, every_s: float) -> None:
        """Write what changed, again and again; the last time after ``finish``."""
        is_last = False
        while not is_last:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), every_s)
            self._due.clear()
            is_last = self._is_finishing
            await self._write()

    def finish(self) -> None:
        """Have ``keep_writing`` write once more and end."""
        self._is_finishing = True
        self._due.set()

    def counts(self) -> dict[str, int]:
        """Of this run."""
        thinned = max((hour.thinned for hour in self._hours.hours), default=1)
        return {**self._heard, **self._hours.anomalies, **({"thinned": thinned} if thinned > 1 else {})}

    async def _write(self) -> None:
        batch = await self._writing.next_batch(self._hours, self.counts())
        while True:
            try:
                await self._database.write(self._writing.write, batch, self._clock.now())
            except TryLater as error:
                if self._is_finishing:
                    raise  # the next run counts the open hours again
                log.warning("stream_not_written", source=SOURCE, reason=str(error))
                await asyncio.sleep(error.retry_after_s)
            else:
                break
        self._writing.done(batch)
        self._room.set()

    async def _wait_for_room(self) -> None:
        """No further event is read before the hours that are over are written: memory holds no more than the open ones."""
        while self._hours.are_overdue and not self._is_finishing:
            self._room.clear()
            self._due.set()
            await self._room.wait()

    def _now_us(self) -> int:
        return int(self._clock.now().timestamp() * 1_000_000)


def _first_hour(state: SourceState, clock: Clock) -> int:
    """Where the cursor stands; the current hour for a first run, and for a cursor that is none."""
    current = hour_of(clock.now())
    hour = int(state.cursor) // HOUR_US if state.cursor.isdecimal() else current
    return hour if 0 < hour <= current else current


def _note_trouble(connection: sa.Connection, failures: int, reason: str, clock: Clock) -> None:
    known = read_source(connection, SOURCE, for_update=True)
    write_source(connection, replace(known, last_attempt=clock.now(), last_error=reason, failures=failures))


async def _cancelled(task: asyncio.Task[object]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
