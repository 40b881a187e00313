"""Forgets what was kept of trends long enough: a batch at a time, so that other writers never wait long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.trend_tables import (
    co_tags,
    source_hours,
    source_scores,
    tag_days,
    tag_hours,
    trend_observations,
    trend_snapshots,
    trends,
)
from hashtagger.storage.upserts import batched, upsert

DAY_H = 24


def next_old_hour(connection: sa.Connection, before_hour: int) -> tuple[Scope, int] | None:
    """The oldest hour of a scope that was listened to before ``before_hour``, or None."""
    t = source_hours
    query = sa.select(t.c.source, t.c.region, t.c.language, t.c.hour).where(t.c.hour < before_hour)
    row = connection.execute(query.order_by(t.c.hour, t.c.source, t.c.region, t.c.language).limit(1)).one_or_none()
    return None if row is None else (Scope(row.source, row.region, row.language), row.hour)


def fold_into_day(connection: sa.Connection, scope: Scope, hour: int, *, limit: int) -> int:
    """
    Add at most ``limit`` rows of one hour to their day and delete them; answers how many.

    When none are left, the hour itself is forgotten; what was added is never added again.
    """
    t = tag_hours
    inside = (t.c.source == scope.source, t.c.region == scope.region, t.c.language == scope.language, t.c.hour == hour)
    query = sa.select(t.c.tag, t.c.authors, t.c.posts, t.c.weight).where(*inside).limit(limit)
    rows = connection.execute(query).all()
    for batch in batched(rows):
        names = [row.tag for row in batch]
        before = _days(connection, scope, hour // DAY_H, names)
        upsert(connection, tag_days, [_folded(scope, hour // DAY_H, row, before) for row in batch])
        connection.execute(sa.delete(t).where(*inside, t.c.tag.in_(names)))
    if len(rows) < limit:
        s = source_hours
        heard = (s.c.source == scope.source, s.c.region == scope.region, s.c.language == scope.language)
        connection.execute(sa.delete(s).where(*heard, s.c.hour == hour))
    return len(rows)


def purge_observations(connection: sa.Connection, *, fetched_before: datetime, limit: int) -> int:
    """Delete at most ``limit`` observations; when there are fewer, the snapshots of that time too. Answers how many."""
    t = trend_observations
    old = sa.select(t.c.id).where(t.c.fetched < fetched_before).order_by(t.c.fetched).limit(limit)
    deleted = connection.execute(sa.delete(t).where(t.c.id.in_(list(connection.scalars(old))))).rowcount
    if deleted < limit:
        connection.execute(sa.delete(trend_snapshots).where(trend_snapshots.c.fetched < fetched_before))
    return deleted


def purge_scores(connection: sa.Connection, *, before_hour: int) -> int:
    """Delete the scores by source of the oldest hour before ``before_hour``; answers how many, 0 when there is none."""
    return _purge_oldest(connection, source_scores, source_scores.c.hour, before_hour)


def purge_trends(connection: sa.Connection, *, before_hour: int) -> int:
    """Delete the trends of the oldest hour before ``before_hour``; answers how many, 0 when there is none."""
    return _purge_oldest(connection, trends, trends.c.hour, before_hour)


def purge_co_tags(connection: sa.Connection, *, before_day: int) -> int:
    """Delete the pairs of the oldest day before ``before_day``; answers how many, 0 when there is none."""
    return _purge_oldest(connection, co_tags, co_tags.c.day, before_day)


def _purge_oldest(connection: sa.Connection, table: sa.Table, column: sa.Column[int], before: int) -> int:
    oldest = connection.scalar(sa.select(sa.func.min(column)).where(column < before))
    return 0 if oldest is None else connection.execute(sa.delete(table).where(column == oldest)).rowcount


def _days(connection: sa.Connection, scope: Scope, day: int, names: list[str]) -> dict[str, sa.Row[Any]]:
    t = tag_days
    inside = (t.c.source == scope.source, t.c.region == scope.region, t.c.language == scope.language, t.c.day == day)
    return {row.tag: row for row in connection.execute(sa.select(t).where(*inside, t.c.tag.in_(names)))}


def _folded(scope: Scope, day: int, row: Any, before: dict[str, sa.Row[Any]]) -> dict[str, Any]:
    known = before.get(row.tag)
    return {
        **scope._asdict(),
        "tag": row.tag,
        "day": day,
        "author_hours": row.authors + (known.author_hours if known else 0.0),
        "posts": row.posts + (known.posts if known else 0.0),
        "weight": row.weight + (known.weight if known else 0.0),
    }
