"""A small world for tests of trends: what sources told, hour after hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hashtagger.observations import (
    CrawlTarget,
    Snapshot,
    SourceHour,
    TagHour,
    TrendKind,
    TrendObservation,
    ValueKind,
    hour_of,
)
from hashtagger.settings import TrendSettings
from hashtagger.storage.database import Database
from hashtagger.storage.tag_hours import put_source_hours, put_tag_hours
from hashtagger.trends.intake import store_snapshot
from hashtagger.types import Tag
from tests.storage.trend_builders import SLOT

MIDNIGHT = SLOT.replace(hour=0)
FIRST = hour_of(MIDNIGHT)
SETTINGS = TrendSettings()


def ask_mastodon(
    database: Database, at: datetime, history: Mapping[str, Sequence[int]], *, instance: str = "one.example"
) -> None:
    """A crawl at ``at``: tag → accounts of today so far, of yesterday, and so on; posts are twice as many."""
    today = at.replace(hour=0, minute=0, second=0)
    lines = [
        TrendObservation(tag, TrendKind.HASHTAG, today - timedelta(days=ago), rank, value, kind)
        for rank, (tag, days) in enumerate(history.items(), start=1)
        for ago, accounts in enumerate(days)
        for kind, value in ((ValueKind.ACCOUNTS, float(accounts)), (ValueKind.POSTS, 2.0 * accounts))
    ]
    slot = at.replace(minute=0, second=0)
    database.write_now(
        store_snapshot, Snapshot(CrawlTarget("mastodon", instance), slot, at, "run", tuple(lines), may_be_empty=True)
    )


def put_list(
    database: Database, at: datetime, names: Sequence[str], *, target: CrawlTarget, kind: TrendKind = TrendKind.PHRASE
) -> None:
    lines = [TrendObservation(name, kind, at, rank) for rank, name in enumerate(names, start=1)]
    slot = at.replace(minute=0)
    database.write_now(store_snapshot, Snapshot(target, slot, at, "run", tuple(lines)))


def count(
    database: Database,
    series: Mapping[str, Mapping[int, float]],
    *,
    heard: Sequence[int],
    source: str = "bluesky",
    language: str = "",
    posts_per_author: float = 1.0,
    servers: int = 0,
) -> None:
    """What a stream counted: tag → hour → authors."""
    rows = [
        TagHour(Tag(tag), hour, n, n * posts_per_author, n * posts_per_author, servers, language)
        for tag, hours in series.items()
        for hour, n in hours.items()
        if n
    ]
    database.write_now(put_tag_hours, source, rows)
    database.write_now(put_source_hours, source, [SourceHour(hour, 1.0, language=language) for hour in heard])


def burst(last: int, *, days: int = 10, usual: float = 6.0, high: float = 120.0, hours: int = 3) -> dict[int, float]:
    """``usual`` authors an hour for ``days``, then ``high`` in the last ``hours`` hours, ``last`` included."""
    return {hour: high if hour > last - hours else usual for hour in range(last - 24 * days + 1, last + 1)}
