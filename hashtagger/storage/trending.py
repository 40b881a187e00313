"""Statistics of tags: written by the roll-up, read by the recommender."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from hashtagger.storage.meta import TAG_STATS_VERSION, new_version
from hashtagger.storage.tables import tag_stats
from hashtagger.storage.tags import STATS_WINDOW_H, WORLD, stats_from
from hashtagger.storage.upserts import batched, upsert
from hashtagger.types import Tag, TagStats


def trending(
    connection: sa.Connection,
    region: str = WORLD,
    *,
    limit: int = 100,
    window_h: int = STATS_WINDOW_H,
    not_before: datetime | None = None,
) -> list[tuple[Tag, TagStats]]:
    """
    The tags of ``region`` with the highest z, highest first; ties by tag. What has no z or was measured before
    ``not_before`` is left out.
    """
    query = (
        sa.select(tag_stats)
        .where(tag_stats.c.region == region, tag_stats.c.window_h == window_h, tag_stats.c.z.is_not(None))
        .order_by(tag_stats.c.z.desc(), tag_stats.c.tag)
        .limit(limit)
    )
    if not_before is not None:
        query = query.where(tag_stats.c.as_of >= not_before)
    return [(Tag(row.tag), stats_from(row)) for row in connection.execute(query)]


def put_stats(
    connection: sa.Connection,
    stats: Iterable[tuple[Tag, TagStats]],
    *,
    region: str = WORLD,
    window_h: int = STATS_WINDOW_H,
) -> None:
    """Replace the statistics of these tags. Raises ``ValueError`` for statistics without ``as_of``."""
    new_version(connection, TAG_STATS_VERSION)
    for batch in batched(stats):
        rows = [
            {
                "tag": tag,
                "region": region,
                "window_h": window_h,
                "posts_per_day": value.posts_per_day,
                "growth_per_day": value.growth_per_day,
                "z": value.z,
                "sources": list(value.sources),
                "as_of": _measured_at(tag, value),
            }
            for tag, value in batch
        ]
        upsert(connection, tag_stats, rows)


def forget_old_z(connection: sa.Connection, *, before: datetime, window_h: int = STATS_WINDOW_H) -> int:
    """Take the z of everything measured before ``before``: it rises no more. Answers how many."""
    old = (tag_stats.c.window_h == window_h, tag_stats.c.z.is_not(None), tag_stats.c.as_of < before)
    forgotten = connection.execute(sa.update(tag_stats).where(*old).values(z=None)).rowcount
    if forgotten:
        new_version(connection, TAG_STATS_VERSION)
    return forgotten


def _measured_at(tag: Tag, stats: TagStats) -> datetime:
    if stats.as_of is None:
        raise ValueError(f"the statistics of '{tag}' do not say when they were measured")
    return stats.as_of
