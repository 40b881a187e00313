"""Small trends, and databases that hold them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hashtagger.observations import Confidence, SourceHour, TagHour, Trend, TrendKind, TrendState, hour_of
from hashtagger.storage.database import Database
from hashtagger.storage.tag_hours import put_source_hours, put_tag_hours
from hashtagger.storage.trend_scores import replace_scores
from hashtagger.types import Tag

NOW = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
HOUR = hour_of(NOW) - 1
"""The last whole hour."""


def trend(name: str = "eclipse", **changes: Any) -> Trend:
    values: dict[str, Any] = {
        "name": name,
        "display": name.title(),
        "kind": TrendKind.HASHTAG,
        "hour": HOUR,
        "region": "",
        "language": "",
        "score": 0.5,
        "z": 5.0,
        "authors": 50.0,
        "posts_per_day": 300.0,
        "growth_per_day": 1.5,
        "velocity": 2.0,
        "confidence": Confidence.SURE,
        "sample_size": 50.0,
        "sources": ("bluesky",),
        "evidence": {"bluesky": {"share": 0.9, "z": 5.0, "authors": 50.0}},
        "group": name,
        "seasonality": "",
        "first_seen": HOUR - 3,
        "state": TrendState.SHOWN,
    }
    return Trend(**{**values, **changes})


def put_trends(database: Database, *trends: Trend) -> None:
    """Make these all trends of their hours."""
    for hour in sorted({each.hour for each in trends}):
        database.write_now(replace_scores, hour, (), [each for each in trends if each.hour == hour])


def put_hours(
    database: Database, tag: str, authors: Iterable[float], *, first: int, source: str = "bluesky", heard: bool = True
) -> None:
    """What ``source`` counted of ``tag``, hour after hour; 0 leaves no row."""
    counts = list(authors)
    rows = [TagHour(Tag(tag), first + i, n, 2 * n, n) for i, n in enumerate(counts) if n]
    database.write_now(put_tag_hours, source, rows)
    if heard:
        listened = [SourceHour(first + i, 1.0, authors=1_000.0, posts=2_000.0) for i in range(len(counts))]
        database.write_now(put_source_hours, source, listened)
