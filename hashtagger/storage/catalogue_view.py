"""The catalogue as requests see it: in memory for as long as the database says that nothing in it changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
import structlog

from hashtagger.catalogue.entries import Contradiction
from hashtagger.ranking import TagLift
from hashtagger.storage import companions, flags, platforms, tag_decisions, tag_lifts, tags, trending
from hashtagger.storage.database import Database
from hashtagger.storage.meta import CATALOGUE_VERSIONS
from hashtagger.storage.tables import meta
from hashtagger.storage.upserts import batched
from hashtagger.types import PlatformRule, Tag, TagRecord, TagStats

log = structlog.get_logger()

K = TypeVar("K")
V = TypeVar("V")

MOST = 50_000
"""Answers of one kind that are kept, records of all regions together (about 100 MB); beyond it they are all forgotten."""
MOST_COMPANIES = 10_000
"""Tags whose companions are kept, at most ``COMPANIONS`` each (about 30 MB)."""
COMPANIONS = 20
MOST_WARM = 10_000
"""A larger catalogue is read as it is asked for."""
WARM_BATCH = 100
"""Tags read at once: few enough that a request hardly waits for it."""
WARM_AFTER_S = 0.3
_DECISION_ENDED = "decision_ended"
MOST_TRENDS = 50
"""Lists of trending tags that are kept: a list has hundreds of tags, and a caller may name any region."""


@dataclass(frozen=True, slots=True)
class Experience:
    """What posts taught of a tag."""

    lift: TagLift | None
    companions: Mapping[Tag, float]
    """Its strongest companions with their strengths."""


class Catalogue:
    """
    Hands out views, the same one for as long as nothing changes; belongs to one event loop.

    Every write to tags, aliases, flags, rules, decisions, statistics, contradictions, companions or lifts changes a version in
    the database, in the same transaction; the end of a decision counts as one. A request asks for its view first, so it never
    gets anything older than its own beginning.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions: frozenset[tuple[str, str | None]] | None = None
        self._view = CatalogueView(database)
        self._changed = asyncio.Event()

    async def view(self) -> CatalogueView:
        """One small query."""
        versions = await self._database.read(_versions)
        if versions != self._versions:
            self._versions, self._view = versions, CatalogueView(self._database)
            self._changed.set()
        return self._view

    async def keep_warm(self) -> None:
        """Never ends: shortly after each change that a request noticed, read what the next ones will ask for."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await asyncio.sleep(WARM_AFTER_S)  # the request that noticed goes first
            try:
                await self._view.warm()
            except Exception:
                log.exception("catalogue_stays_cold")


class CatalogueView:
    """
    The catalogue at its versions, shared by requests.

    What was not asked before is read from the database, which may be newer by then, never older: an outdated view is dropped
    with the next request.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rules: dict[tuple[str, date], PlatformRule | None] = {}
        self._tags: dict[Tag, Tag | None] = {}
        self._records: dict[tuple[str, Tag], TagRecord | None] = {}
        self._trending: dict[tuple[str, int], list[tuple[Tag, TagStats]] | None] = {}
        self._experience: dict[Tag, Experience | None] = {}
        self._contradictions: tuple[Contradiction, ...] | None = None

    async def warm(self) -> None:
        """Read the records of everywhere and the experience of all tags, if they are at most ``MOST_WARM``."""
        keys = await self._database.read(tags.some_keys, limit=MOST_WARM + 1)
        for batch in batched(keys if len(keys) <= MOST_WARM else [], WARM_BATCH):
            await self.records(batch, region=tags.WORLD)
            await self.experience(batch)

    async def rule_on(self, platform: str, day: date) -> PlatformRule | None:
        """See ``platforms.rule_on``."""

        async def read(_: object) -> dict[tuple[str, date], PlatformRule]:
            rule = await self._database.read(platforms.rule_on, platform, day)
            return {} if rule is None else {key: rule}

        key = (platform, day)
        return (await _remembered(self._rules, [key], read)).get(key)

    async def resolve(self, keys: Iterable[Tag]) -> dict[Tag, Tag]:
        """See ``tags.resolve``."""
        return await _remembered(self._tags, keys, lambda missing: self._database.read(tags.resolve, missing))

    async def records(self, keys: Iterable[Tag], *, region: str) -> dict[Tag, TagRecord]:
        """See ``tags.records``."""

        async def read(missing: list[tuple[str, Tag]]) -> dict[tuple[str, Tag], TagRecord]:
            found = await self._database.read(tags.records, [key for _, key in missing], region=region)
            return {(region, key): record for key, record in found.items()}

        known = await _remembered(self._records, ((region, key) for key in keys), read)
        return {key: record for (_, key), record in known.items()}

    async def trending(self, region: str, *, limit: int) -> list[tuple[Tag, TagStats]]:
        """See ``trending.trending``."""

        async def read(_: object) -> dict[tuple[str, int], list[tuple[Tag, TagStats]]]:
            return {key: await self._database.read(trending.trending, region, limit=limit)}

        key = (region, limit)
        return (await _remembered(self._trending, [key], read, most=MOST_TRENDS))[key]

    async def experience(self, keys: Iterable[Tag]) -> dict[Tag, Experience]:
        """What posts taught of each of ``keys``, read together: half of what asking costs is the asking."""

        async def read(missing: list[Tag]) -> dict[Tag, Experience]:
            return await self._database.read(_experience, missing)

        return await _remembered(self._experience, keys, read, most=MOST_COMPANIES)

    async def contradictions(self) -> tuple[Contradiction, ...]:
        """See ``flags.contradictions``; the same object for as long as nothing changes."""
        if self._contradictions is None:
            self._contradictions = await self._database.read(flags.contradictions)
        return self._contradictions


async def _remembered(
    memory: dict[K, V | None],
    keys: Iterable[K],
    read: Callable[[list[K]], Awaitable[Mapping[K, V]]],
    *,
    most: int | None = None,
) -> dict[K, V]:
    """What ``read`` says of ``keys``, in their order; asked only about those that it was not asked about before."""
    wanted = dict.fromkeys(keys)
    known = {key: memory[key] for key in wanted if key in memory}
    missing = [key for key in wanted if key not in known]
    if missing:
        found = await read(missing)
        answers = {key: found.get(key) for key in missing}
        known |= answers
        room = MOST if most is None else most
        if len(memory) + len(answers) > room:
            memory.clear()
        if len(answers) <= room:
            memory.update(answers)
    return {key: value for key in wanted if (value := known[key]) is not None}


def _experience(connection: sa.Connection, keys: list[Tag]) -> dict[Tag, Experience]:
    """Of those of ``keys`` of which anything was learned."""
    lifts = tag_lifts.lifts_of(connection, keys)
    found = companions.companions_of(connection, keys, limit=COMPANIONS)
    return {
        tag: Experience(lifts.get(tag), {other.tag: round(other.strength, 4) for other in found.get(tag, ())})
        for tag in keys
        if tag in lifts or tag in found
    }


def _versions(connection: sa.Connection) -> frozenset[tuple[str, str | None]]:
    # The table has a dozen rows: reading all costs less than naming some.
    versions = sa.select(meta.c.key, meta.c.value)
    ended = sa.select(sa.literal(_DECISION_ENDED), tag_decisions.newest_end().scalar_subquery())
    rows = connection.execute(versions.union_all(ended))
    return frozenset((key, value) for key, value in rows if key in CATALOGUE_VERSIONS or key == _DECISION_ENDED)
