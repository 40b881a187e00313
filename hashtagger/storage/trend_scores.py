"""Writes what the scorer made of an hour; a second scoring of the same hour replaces the first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import SourceScore, Trend, TrendKind, TrendState
from hashtagger.storage.bulk import bulk_insert
from hashtagger.storage.trend_reading import trend_from
from hashtagger.storage.trend_tables import source_scores, trends
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

_COLUMNS = ("hour", "source", "region", "language", "tag", "z", "stable", "peak", "share", "authors", "expected")


def replace_scores(connection: sa.Connection, hour: int, scores: Iterable[SourceScore], found: Iterable[Trend]) -> None:
    """Make ``scores`` and ``found`` (each name once in a list) all that is known of ``hour``."""
    connection.execute(sa.delete(source_scores).where(source_scores.c.hour == hour))
    connection.execute(sa.delete(trends).where(trends.c.hour == hour))
    rows = ((hour, s.source, s.region, s.language, s.tag, *_numbers(s)) for s in scores)
    bulk_insert(connection, source_scores, _COLUMNS, rows)
    for batch in batched(found):
        connection.execute(sa.insert(trends), [{**_row(each), "hour": hour} for each in batch])


def scored_hours(connection: sa.Connection, first_hour: int, last_hour: int) -> list[int]:
    """Which of these hours have trends or scores, in order."""
    return [
        hour
        for hour in range(first_hour, last_hour + 1)
        # Asked hour by hour: an hour has many rows, and the first one is enough.
        if any(connection.execute(sa.select(t.c.hour).where(t.c.hour == hour).limit(1)).first() for t in _TABLES)
    ]


def first_seen(connection: sa.Connection, hour: int, region: str, language: str) -> dict[tuple[str, str], int]:
    """(kind, name) → when it came up, of every trend of that list in ``hour``."""
    t = trends
    query = sa.select(t.c.kind, t.c.name, t.c.first_seen)
    query = query.where(t.c.hour == hour, t.c.region == region, t.c.language == language)
    return {(row.kind, row.name): row.first_seen for row in connection.execute(query)}


def trends_of(connection: sa.Connection, hour: int, states: Collection[TrendState]) -> list[Trend]:
    """The trends of one hour in these states, of every region and language, the highest score first."""
    query = sa.select(trends).where(trends.c.hour == hour, trends.c.state.in_(states))
    ordered = query.order_by(trends.c.score.desc(), trends.c.name, trends.c.region, trends.c.language)
    return [trend_from(row) for row in connection.execute(ordered)]


def past_of(
    connection: sa.Connection, tags: Collection[Tag], first_hour: int, last_hour: int
) -> dict[Tag, list[Trend]]:
    """Every row of each hashtag in these hours, of every region and language, oldest first."""
    t = trends
    found: dict[Tag, list[Trend]] = {}
    for batch in batched(tags):
        query = sa.select(t).where(t.c.name.in_(batch), t.c.hour.between(first_hour, last_hour))
        query = query.where(t.c.kind == TrendKind.HASHTAG.value)
        for row in connection.execute(query.order_by(t.c.hour, t.c.name, t.c.region, t.c.language)):
            found.setdefault(Tag(row.name), []).append(trend_from(row))
    return found


def authors_when_seen(
    connection: sa.Connection, source: str, region: str, language: str, tags: Collection[Tag], first: int, last: int
) -> dict[Tag, float]:
    """The most authors that any of the hours ``first`` to ``last`` had when it was scored; tags never scored are left out."""
    t = source_scores
    found: dict[Tag, float] = {}
    most = sa.func.max(t.c.authors).label("most")
    for batch in batched(tags):
        query = sa.select(t.c.tag, most).where(t.c.tag.in_(batch), t.c.hour.between(first, last))
        query = query.where(t.c.source == source, t.c.region == region, t.c.language == language).group_by(t.c.tag)
        found.update((Tag(row.tag), row.most) for row in connection.execute(query))
    return found


_TABLES = (source_scores, trends)


def _numbers(score: SourceScore) -> tuple[float, ...]:
    return score.z, score.stable, score.peak, score.share, score.authors, score.expected


def _row(trend: Trend) -> dict[str, Any]:
    return {
        "region": trend.region,
        "language": trend.language,
        "kind": trend.kind.value,
        "name": trend.name,
        "display": trend.display,
        "score": trend.score,
        "z": trend.z,
        "authors": trend.authors,
        "posts_per_day": trend.posts_per_day,
        "growth_per_day": trend.growth_per_day,
        "velocity": trend.velocity,
        "confidence": trend.confidence.value,
        "sample_size": trend.sample_size,
        "sources": list(trend.sources),
        "evidence": {source: dict(seen) for source, seen in trend.evidence.items()},
        "group_name": trend.group,
        "seasonality": trend.seasonality,
        "first_seen": trend.first_seen,
        "state": trend.state.value,
        "reasons": list(trend.reasons),
    }
