"""Keeps what crawls brought: one row a fetch, and the lines of those that may be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import CrawlTarget, Snapshot, TrendKind, ValueKind, Verdict
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.trend_tables import trend_observations, trend_snapshots
from hashtagger.storage.upserts import upsert
from hashtagger.types import Tag

Naming = Callable[[str, TrendKind], tuple[Tag | None, bool]]
"""Raw name → its tag (None when it is none), and whether the tag was made from a phrase."""

USABLE = (Verdict.GOOD, Verdict.EMPTY)
LEAST_SHARE = 0.4
"""Of the median of the last good snapshots; with fewer rows something broke."""
COMPARED_SNAPSHOTS = 7
COMPARED_FOR = timedelta(days=14)
"""Older snapshots are not compared with: a list that stays shorter is accepted after this time."""


def put_snapshot(connection: sa.Connection, snapshot: Snapshot, naming: Naming) -> Verdict:
    """
    Judge ``snapshot`` and store it, with its observations when it may be used.

    A second crawl of the same slot replaces the first, except that one which cannot be used never replaces one that
    can; ``fetched`` stays when the slot's list was first had, so that a later reader sees what was known when.
    Called through ``hashtagger.trends.intake.store_snapshot``, which brings the naming.
    """
    verdict = verdict_of(connection, snapshot)
    query = sa.select(trend_snapshots.c.verdict, trend_snapshots.c.fetched)
    before = connection.execute(query.where(*_slot(trend_snapshots, snapshot, "slot"))).one_or_none()
    fetched = snapshot.fetched_at
    if before is not None and before.verdict in USABLE:
        if verdict not in USABLE:
            return verdict
        fetched = before.fetched
        connection.execute(sa.delete(trend_observations).where(*_slot(trend_observations, snapshot, "crawled")))
    if verdict in USABLE:
        bulk_insert(connection, trend_observations, COLUMNS, _rows(connection, snapshot, naming))
    upsert(connection, trend_snapshots, [_row(snapshot, verdict, fetched)])
    return verdict


def verdict_of(connection: sa.Connection, snapshot: Snapshot) -> Verdict:
    """Whether it may be used: readable, not too short, and not 60 % below the median of the last seven usable ones."""
    if not snapshot.readable:
        return Verdict.UNREADABLE
    count = len(snapshot.observations)
    if count < snapshot.min_rows and not (count == 0 and snapshot.may_be_empty):
        return Verdict.TOO_FEW
    sizes = _last_sizes(connection, snapshot)
    if sizes and count < LEAST_SHARE * median(sizes):
        return Verdict.TOO_FEW
    return Verdict.GOOD if count else Verdict.EMPTY


def _last_sizes(connection: sa.Connection, snapshot: Snapshot) -> Sequence[int]:
    table = trend_snapshots
    query = (
        sa.select(table.c.rows)
        .where(*_target(table, snapshot.target), table.c.verdict.in_(USABLE))
        .where(table.c.slot < snapshot.slot, table.c.slot >= snapshot.slot - COMPARED_FOR)
        .order_by(table.c.slot.desc())
        .limit(COMPARED_SNAPSHOTS)
    )
    return list(connection.scalars(query))


COLUMNS = (
    "source",
    "channel",
    "region",
    "language",
    "crawled",
    "slot",
    "fetched",
    "run_id",
    "kind",
    "raw_name",
    "tag",
    "derived",
    "rank",
    "value",
    "value_kind",
    "value_is_lower_bound",
    "promoted",
    "url",
)


def _rows(connection: sa.Connection, snapshot: Snapshot, naming: Naming) -> Iterator[tuple[Any, ...]]:
    """Plain values, because a million rows may come at once."""
    target, run_id, bound = snapshot.target, snapshot.run_id, moments(connection)
    crawled, fetched = bound(snapshot.slot), bound(snapshot.fetched_at)
    list_ = (target.source, target.channel, target.region, target.language, crawled)
    for each in snapshot.observations:
        tag, derived = naming(each.raw_name, each.kind)
        yield (
            *list_,
            bound(each.slot),
            fetched,
            run_id,
            _KINDS[each.kind],
            each.raw_name,
            tag,
            derived,
            each.rank,
            each.value,
            _VALUE_KINDS[each.value_kind],
            each.value_is_lower_bound,
            each.promoted,
            each.url,
        )


_KINDS = {kind: kind.value for kind in TrendKind}
_VALUE_KINDS: dict[ValueKind | None, str | None] = {None: None, **{kind: kind.value for kind in ValueKind}}


def _row(snapshot: Snapshot, verdict: Verdict, fetched: datetime) -> dict[str, Any]:
    target = snapshot.target
    return {
        "source": target.source,
        "channel": target.channel,
        "region": target.region,
        "language": target.language,
        "slot": snapshot.slot,
        "fetched": fetched,
        "run_id": snapshot.run_id,
        "verdict": verdict.value,
        "rows": len(snapshot.observations),
        "size_bytes": snapshot.size_bytes,
    }


def _target(table: sa.Table, target: CrawlTarget) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        table.c.source == target.source,
        table.c.channel == target.channel,
        table.c.region == target.region,
        table.c.language == target.language,
    )


def _slot(table: sa.Table, snapshot: Snapshot, column: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_target(table, snapshot.target), table.c[column] == snapshot.slot)
