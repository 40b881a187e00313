"""A post as it stands in its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from hashtagger.posts import Post, PostFormat
from hashtagger.storage.ranking_tables import posts as table
from hashtagger.types import Tag

COLUMNS = tuple(column.name for column in table.columns)


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post with what we know beside it."""

    post: Post
    source: str
    """The most believed of those who told of it."""
    created: datetime
    """When we first heard of it."""
    api_key_id: str | None = None
    chosen: tuple[Tag, ...] | None = None
    """What feedback left of the answer that it was made with; None when it was made with none."""

    @property
    def tags(self) -> tuple[Tag, ...] | None:
        """Those it was published with: as its owner said, else as chosen."""
        return self.chosen if self.post.tags is None else self.post.tags


def row_of(stored: StoredPost, moment: Callable[[datetime], Any]) -> tuple[Any, ...]:
    """In the order of ``COLUMNS``, for ``bulk``; ``moment`` from ``bulk.moments``."""
    post = stored.post
    return (
        post.id,
        post.owner,
        post.external_id,
        post.profile_id,
        post.platform,
        post.url,
        None if post.published is None else moment(post.published),
        None if post.format is None else post.format.value,
        _json(post.tags),
        _json(stored.chosen),
        post.followers,
        post.recommendation_id,
        stored.source,
        stored.api_key_id,
        moment(stored.created),
    )


def stored_of(row: sa.Row[Any]) -> StoredPost:
    """From a row with all of ``COLUMNS``."""
    post = Post(
        id=row.id,
        owner=row.owner,
        external_id=row.external_id,
        profile_id=row.profile_id,
        platform=row.platform,
        url=row.url,
        published=row.published,
        format=None if row.format is None else PostFormat(row.format),
        tags=None if row.tags is None else tuple(row.tags),
        followers=row.followers,
        recommendation_id=row.recommendation_id,
    )
    chosen = None if row.chosen is None else tuple(row.chosen)
    return StoredPost(post, row.source, row.created, row.api_key_id, chosen)


def _json(tags: tuple[Tag, ...] | None) -> str | None:
    return None if tags is None else orjson.dumps(tags).decode()
