"""Reads back what crawls brought: the newest good list of each target, and the day counts of a source that tells days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import CrawlTarget, TrendKind, ValueKind
from hashtagger.storage.snapshots import USABLE
from hashtagger.storage.trend_tables import trend_observations, trend_snapshots
from hashtagger.types import Tag

LOOKED_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list, and how often it stood there before."""

    raw_name: str
    kind: TrendKind
    tag: Tag | None
    derived: bool
    rank: int | None
    value: float | None
    value_kind: str | None
    value_is_lower_bound: bool
    promoted: bool
    url: str | None
    listed: int
    """In how many of the earlier slots that are looked at."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest good list of one target."""

    target: CrawlTarget
    slot: datetime
    fetched: datetime
    """When the list of this slot was first had."""
    slots: int
    """Earlier good lists that are looked at."""
    period_h: float
    """How often the list is renewed, as it was so far."""
    lines: Sequence[ListLine]


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one channel had counted of a tag on a day when it was asked."""

    channel: str
    tag: Tag
    day: datetime
    """Its start."""
    fetched: datetime
    value: float
    value_kind: ValueKind


def newest_listings(
    connection: sa.Connection, *, as_of: datetime, not_sources: Collection[str], most_slots: int
) -> list[Listing]:
    """
    For every target with a usable list of the last month, the newest that was there at ``as_of``, in order.

    At most ``most_slots`` lists before it tell what is usual. Sources in ``not_sources`` are left out.
    """
    t = trend_snapshots
    query = (
        sa.select(t.c.source, t.c.channel, t.c.region, t.c.language, t.c.slot, t.c.fetched)
        .where(t.c.verdict.in_(USABLE), t.c.source.not_in(not_sources))
        .where(t.c.fetched <= as_of, t.c.fetched > as_of - LOOKED_BACK)
        .order_by(t.c.source, t.c.channel, t.c.region, t.c.language, t.c.slot.desc())
    )
    slots: dict[CrawlTarget, list[tuple[datetime, datetime]]] = {}
    for source, channel, region, language, slot, fetched in connection.execute(query):
        known = slots.setdefault(CrawlTarget(source, channel, region, language), [])
        if len(known) <= most_slots:
            known.append((slot, fetched))
    return [_listing(connection, target, known) for target, known in slots.items()]


def day_counts(
    connection: sa.Connection, source: str, *, crawled_from: datetime, crawled_until: datetime, days: Sequence[datetime]
) -> list[DayCount]:
    """
    What ``source`` said of ``days`` (their starts) in the crawls of slots from ``crawled_from`` up to, but not,
    ``crawled_until``; oldest fetch first. Lines without a tag or a value are left out.
    """
    t = trend_observations
    query = (
        sa.select(t.c.channel, t.c.tag, t.c.slot, t.c.fetched, t.c.value, t.c.value_kind)
        .where(t.c.source == source, t.c.crawled >= crawled_from, t.c.crawled < crawled_until)
        .where(t.c.slot.in_(days), t.c.tag.is_not(None), t.c.value.is_not(None), t.c.value_kind.is_not(None))
        .order_by(t.c.fetched, t.c.id)
    )
    channels = sa.select(trend_snapshots.c.channel).where(trend_snapshots.c.source == source).distinct()
    # The index leads with the channel; with the channels named it is a few short ranges instead of the whole source.
    query = query.where(t.c.channel.in_(list(connection.scalars(channels))), t.c.region == "", t.c.language == "")
    return [
        DayCount(row.channel, Tag(row.tag), row.slot, row.fetched, row.value, ValueKind(row.value_kind))
        for row in connection.execute(query)
    ]


def newest_slots(connection: sa.Connection, source: str, *, until: datetime) -> dict[str, datetime]:
    """channel → slot of its newest usable snapshot before ``until``."""
    t = trend_snapshots
    newest = sa.func.max(t.c.slot).label("newest")
    query = sa.select(t.c.channel, newest).where(t.c.source == source, t.c.verdict.in_(USABLE), t.c.slot < until)
    return {row.channel: row.newest for row in connection.execute(query.group_by(t.c.channel))}


def _listing(connection: sa.Connection, target: CrawlTarget, slots: list[tuple[datetime, datetime]]) -> Listing:
    (slot, fetched), *earlier = slots
    listed = _listed(connection, target, [each for each, _ in earlier])
    t = trend_observations
    rows = connection.execute(sa.select(t).where(*_list(target), t.c.crawled == slot).order_by(t.c.id))
    gaps = [(newer - older) / timedelta(hours=1) for (newer, _), (older, _) in zip(slots, earlier, strict=False)]
    return Listing(
        target=target,
        slot=slot,
        fetched=fetched,
        slots=len(earlier),
        period_h=median(gaps) if gaps else _lone_period_h(slot, fetched),
        lines=[_line(row, listed) for row in rows],
    )


def _lone_period_h(slot: datetime, fetched: datetime) -> float:
    """Of a list that has no earlier one: what is fetched half a day after it began stands for a day."""
    return 24.0 if fetched - slot > timedelta(hours=12) else 1.0


def _listed(connection: sa.Connection, target: CrawlTarget, slots: list[datetime]) -> dict[tuple[str, str], int]:
    t = trend_observations
    count = sa.func.count(t.c.crawled.distinct()).label("slots")
    query = sa.select(t.c.kind, t.c.raw_name, count).where(*_list(target), t.c.crawled.in_(slots))
    found: dict[tuple[str, str], int] = {}
    for row in connection.execute(query.group_by(t.c.kind, t.c.raw_name)):
        key = (row.kind, row.raw_name.casefold())
        found[key] = min(found.get(key, 0) + row.slots, len(slots))
    return found


def _list(target: CrawlTarget) -> tuple[sa.ColumnElement[bool], ...]:
    at = trend_observations.c
    return (
        at.source == target.source,
        at.channel == target.channel,
        at.region == target.region,
        at.language == target.language,
    )


def _line(row: sa.Row[Any], listed: dict[tuple[str, str], int]) -> ListLine:
    return ListLine(
        raw_name=row.raw_name,
        kind=TrendKind(row.kind),
        tag=None if row.tag is None else Tag(row.tag),
        derived=row.derived,
        rank=row.rank,
        value=row.value,
        value_kind=row.value_kind,
        value_is_lower_bound=row.value_is_lower_bound,
        promoted=row.promoted,
        url=row.url,
        listed=listed.get((row.kind, row.raw_name.casefold()), 0),
    )
