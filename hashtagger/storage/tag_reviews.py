"""Remembers which tags await a look, why, and what was decided about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.storage.trend_tables import tag_reviews
from hashtagger.storage.upserts import batched, upsert
from hashtagger.types import Tag

BY_RULES = "rules"


class ReviewState(StrEnum):
    """Where a review stands."""

    NEW = "new"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TagReview:
    """One tag that somebody should look at, or looked at."""

    tag: Tag
    state: ReviewState
    reason: str
    evidence: Mapping[str, Any]
    created: datetime
    decided: datetime | None = None
    decided_by: str | None = None
    """``BY_RULES``, or the owner of a key."""


def put_reviews(connection: sa.Connection, reviews: Iterable[TagReview]) -> None:
    """Make each review what is known of its tag."""
    for batch in batched(reviews):
        upsert(
            connection,
            tag_reviews,
            [
                {
                    "tag": each.tag,
                    "state": each.state.value,
                    "reason": each.reason,
                    "evidence": dict(each.evidence),
                    "created": each.created,
                    "decided": each.decided,
                    "decided_by": each.decided_by,
                }
                for each in batch
            ],
        )


def reviews_of(connection: sa.Connection, tags: Collection[Tag]) -> dict[Tag, TagReview]:
    """The reviews of ``tags``; tags without one are left out."""
    found: dict[Tag, TagReview] = {}
    for batch in batched(tags):
        rows = connection.execute(sa.select(tag_reviews).where(tag_reviews.c.tag.in_(batch)))
        found.update((Tag(row.tag), _review(row)) for row in rows)
    return found


def list_reviews(
    connection: sa.Connection, state: ReviewState | None = None, *, limit: int = 100, after: Tag | None = None
) -> list[TagReview]:
    """Reviews in the order of tags behind ``after``, of one state or of all."""
    query = sa.select(tag_reviews).order_by(tag_reviews.c.tag).limit(limit)
    if state is not None:
        query = query.where(tag_reviews.c.state == state.value)
    if after is not None:
        query = query.where(tag_reviews.c.tag > after)
    return [_review(row) for row in connection.execute(query)]


def decide(connection: sa.Connection, tag: Tag, state: ReviewState, *, reason: str, by: str, now: datetime) -> None:
    """Close the review of ``tag``, or close it differently. Raises ``NotFound`` for a tag without one."""
    values = {"state": state.value, "reason": reason, "decided": now, "decided_by": by}
    changed = connection.execute(sa.update(tag_reviews).where(tag_reviews.c.tag == tag).values(values)).rowcount
    if changed != 1:
        raise NotFound(f"nobody asked for a review of '{tag}'")


def _review(row: sa.Row[Any]) -> TagReview:
    return TagReview(
        tag=Tag(row.tag),
        state=ReviewState(row.state),
        reason=row.reason,
        evidence=row.evidence,
        created=row.created,
        decided=row.decided,
        decided_by=row.decided_by,
    )
