"""What was asked and answered, written once, so that a ranker can be trained from it later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.storage.tables import recommendation_items, recommendations
from hashtagger.storage.uploads import Upload, add_uploads
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

LOCAL = "local"
"""The owner of what was asked without a key."""


@dataclass(frozen=True, slots=True)
class RecommendedItem:
    """One tag that was shown."""

    position: int
    """From 1."""
    tag: Tag
    score: float
    relevance: float
    features: Mapping[str, float | None] = field(default_factory=dict)
    propensity: float = 1.0
    """Probability, 0..1, with which the policy shows this tag."""
    reasons: Sequence[str] = ()
    flags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StoredRecommendation:
    """One answer with everything that led to it; the mappings and sequences hold what JSON can."""

    id: str
    """From ``new_id``."""
    created: datetime
    platform: str
    owner: str = LOCAL
    api_key_id: str | None = None
    profile_id: str | None = None
    language: str | None = None
    region: str | None = None
    draft: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    captions: Sequence[Any] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    degraded: Sequence[str] = ()
    candidates: Sequence[Any] = ()
    """Keys with evidence and scores, shown or not."""
    policy: str = ""
    """Version of the rules that chose."""
    answer: Mapping[str, Any] = field(default_factory=dict)
    latency_ms: float = 0.0
    items: tuple[RecommendedItem, ...] = ()


def write_recommendation(
    connection: sa.Connection, recommendation: StoredRecommendation, uploads: Sequence[Upload] = ()
) -> None:
    """Store an answer, its items and its uploads; a second write of the same id changes nothing."""
    there = sa.select(recommendations.c.id).where(recommendations.c.id == recommendation.id)
    if connection.execute(there).first() is not None:
        return
    row = _columns(recommendation)
    del row["items"]
    connection.execute(sa.insert(recommendations), [row])
    if recommendation.items:
        rows = [{"recommendation_id": recommendation.id, **_columns(item)} for item in recommendation.items]
        connection.execute(sa.insert(recommendation_items), rows)
    add_uploads(connection, uploads, owner=recommendation.owner, recommendation_id=recommendation.id)


def read_recommendation(connection: sa.Connection, id: str, *, owner: str) -> StoredRecommendation:
    """Raises ``NotFound`` for an id that is not there, or is somebody else's."""
    query = sa.select(recommendations).where(recommendations.c.id == id, recommendations.c.owner == owner)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"There is no recommendation '{id}'.")
    return StoredRecommendation(**row, items=_items_of(connection, id))


def drafts_of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Id → draft of the answers that are there, whoever's they are: for learning only."""
    found: dict[str, str] = {}
    for batch in batched(sorted(set(ids))):
        query = sa.select(recommendations.c.id, recommendations.c.draft).where(recommendations.c.id.in_(batch))
        found.update((row.id, row.draft) for row in connection.execute(query))
    return found


def delete_recommendation(connection: sa.Connection, id: str, *, owner: str) -> None:
    """Delete an answer with its items and uploads. Raises ``NotFound`` as reading does."""
    mine = (recommendations.c.id == id, recommendations.c.owner == owner)
    if connection.execute(sa.delete(recommendations).where(*mine)).rowcount == 0:
        raise NotFound(f"There is no recommendation '{id}'.")


def purge_recommendations(connection: sa.Connection, *, older_than: datetime, limit: int = 10_000) -> int:
    """Delete at most ``limit`` answers made before ``older_than``, the oldest first; answers how many."""
    old = sa.select(recommendations.c.id).where(recommendations.c.created < older_than)
    ids = connection.scalars(old.order_by(recommendations.c.created, recommendations.c.id).limit(limit)).all()
    for batch in batched(ids):
        connection.execute(sa.delete(recommendations).where(recommendations.c.id.in_(batch)))
    return len(ids)


def _columns(value: StoredRecommendation | RecommendedItem) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _items_of(connection: sa.Connection, id: str) -> tuple[RecommendedItem, ...]:
    table = recommendation_items
    query = sa.select(table).where(table.c.recommendation_id == id).order_by(table.c.position)
    rows = (dict(row) for row in connection.execute(query).mappings())
    return tuple(RecommendedItem(**{k: v for k, v in row.items() if k != "recommendation_id"}) for row in rows)
