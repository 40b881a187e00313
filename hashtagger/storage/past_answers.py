"""Reads what one owner was answered, newest first, without the large columns of an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.feedback import Feedback, feedback_of, shown_of
from hashtagger.storage.ids import first_id_of
from hashtagger.storage.ranking_tables import posts
from hashtagger.storage.tables import recommendations, tags
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

DRAFT_CHARS = 200


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """One answer as its owner finds it again."""

    id: str
    created: datetime
    platform: str
    profile_id: str | None
    caption: str | None
    """The first one; None when there was none."""
    shown: Sequence[tuple[Tag, str]]
    """Tag and display, without '#', by position; a tag that left the catalogue is displayed as it is."""
    draft: str
    """The first ``DRAFT_CHARS`` of it."""
    feedback: Feedback
    post_id: str | None
    """The owner's own name for the post that we heard of last of those made with it."""


def list_past_answers(
    connection: sa.Connection,
    *,
    owner: str,
    limit: int,
    before: str | None = None,
    profile_id: str | None = None,
    platform: str | None = None,
    since: datetime | None = None,
) -> list[PastAnswer]:
    """
    Those of ``owner``, newest first, beginning behind the id ``before``.

    Every filter narrows; ``since`` by when it was answered, to the millisecond.
    """
    r = recommendations.c
    query = sa.select(r.id).where(r.owner == owner)
    if before is not None:
        query = query.where(r.id < before)
    if since is not None:
        query = query.where(r.id >= first_id_of(since))
    if profile_id is not None:
        query = query.where(r.profile_id == profile_id)
    if platform is not None:
        query = query.where(r.platform == platform)
    # The index knows all of this: whatever the filters leave out, no row is fetched for it.
    ids = list(connection.scalars(query.order_by(r.id.desc()).limit(limit)))
    rows = _rows_of(connection, ids)
    shown = shown_of(connection, ids)
    displays = _displays(connection, {tag for tags_shown in shown.values() for tag in tags_shown})
    told, published = feedback_of(connection, ids), _posts_of(connection, ids, owner=owner)
    return [
        PastAnswer(
            id=id,
            created=rows[id].created,
            platform=rows[id].platform,
            profile_id=rows[id].profile_id,
            caption=_first_text(rows[id].captions),
            shown=[(tag, displays.get(tag, tag)) for tag in shown.get(id, ())],
            draft=rows[id].draft,
            feedback=told.get(id, Feedback()),
            post_id=published.get(id),
        )
        for id in ids
    ]


def _rows_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Any]:
    r = recommendations.c
    draft = sa.func.substr(r.draft, 1, DRAFT_CHARS).label("draft")
    found: dict[str, Any] = {}
    for batch in batched(ids):
        query = sa.select(r.id, r.created, r.platform, r.profile_id, r.captions, draft).where(r.id.in_(batch))
        found.update((row.id, row) for row in connection.execute(query))
    return found


def _first_text(captions: Sequence[Any]) -> str | None:
    return str(captions[0]["text"]) if captions else None


def _displays(connection: sa.Connection, keys: Collection[Tag]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in batched(sorted(keys)):
        query = sa.select(tags.c.key, tags.c.display).where(tags.c.key.in_(batch))
        found.update((row.key, row.display) for row in connection.execute(query))
    return found


def _posts_of(connection: sa.Connection, ids: Sequence[str], *, owner: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in batched(ids):
        query = sa.select(posts.c.recommendation_id, posts.c.external_id)
        query = query.where(posts.c.recommendation_id.in_(batch), posts.c.owner == owner).order_by(posts.c.id)
        # The last one stays.
        found.update((row.recommendation_id, row.external_id) for row in connection.execute(query))
    return found
