"""Reads what a forecast is made from anew: the rows that were logged with an answer, and what its post earned early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.forecast import EARLIEST_H, LATEST_H, NEARLY_H, Early, NoForecast
from hashtagger.posts import Engagement
from hashtagger.ranking import Rows
from hashtagger.storage.engagements import engagements_of
from hashtagger.storage.posts import StoredPost, newest_post_of
from hashtagger.storage.ranking_logs import read_log
from hashtagger.storage.recommendations import StoredRecommendation, read_recommendation
from ranker.features import SCHEMA

NO_LOG = NoForecast("what the answer was made of is no longer kept, or was made by another version of this program")
NO_POST = NoForecast("no post that was made with this answer was reported yet")
NO_TIME = NoForecast("it is not known when the post was published")
NOT_SEEN = NoForecast(
    f"nobody reported what the post had earned {EARLIEST_H:g} to {LATEST_H:g} hours after it was published"
)


@dataclass(frozen=True, slots=True, eq=False)
class SecondLook:
    """Of one answer: what was forecast with it, and what can be forecast from now."""

    given: Mapping[str, Any] | None
    """As the answer has it."""
    rows: Rows
    """Of the tags of the post; of those that were shown while there is no post."""
    early: Early
    """The latest that is early enough."""


@dataclass(frozen=True, slots=True)
class Missing:
    """There is nothing to forecast from, and why."""

    given: Mapping[str, Any] | None
    reason: NoForecast
    early: Early | None = None


def read_second_look(connection: sa.Connection, recommendation_id: str, *, owner: str) -> SecondLook | Missing:
    """Raises ``NotFound`` for an answer that is not there, or is somebody else's."""
    stored = read_recommendation(connection, recommendation_id, owner=owner)
    given = stored.answer.get("forecast")
    post = newest_post_of(connection, recommendation_id, owner=owner)
    if post is None:
        return Missing(given, NO_POST)
    if post.post.published is None:
        return Missing(given, NO_TIME)
    early = _latest(engagements_of(connection, [post.post.id]).get(post.post.id, ()), post.post.published)
    if early is None:
        return Missing(given, NOT_SEEN)
    rows = _rows(connection, stored, post)
    return Missing(given, NO_LOG, early) if rows is None else SecondLook(given, rows, early)


def early_of(engagements: Sequence[Engagement], published: datetime) -> list[Early]:
    """Those that were observed early enough to forecast again, and late enough to say something; in their order."""
    found = []
    for each in engagements:
        age_h = (each.observed - published).total_seconds() / 3600
        if EARLIEST_H - NEARLY_H <= age_h <= LATEST_H + NEARLY_H:
            found.append(Early(age_h, each.interactions, each.reach))
    return found


def _latest(engagements: Sequence[Engagement], published: datetime) -> Early | None:
    found = [
        each for each in early_of(engagements, published) if each.interactions is not None or each.reach is not None
    ]
    return max(found, key=lambda each: each.age_h, default=None)


def _rows(connection: sa.Connection, stored: StoredRecommendation, post: StoredPost) -> Rows | None:
    try:
        log = read_log(connection, stored.id)
    except NotFound:
        return None
    if log.schema != SCHEMA or not len(log.rows):
        return None
    used = set(post.tags or ())
    shown = {item.tag for item in stored.items}
    tags = [each["tag"] for each in stored.candidates]
    chosen = [place for place, tag in enumerate(tags) if tag in used] or [
        place for place, tag in enumerate(tags) if tag in shown
    ]
    return log.rows[chosen] if chosen else None
