"""Answers, posts and what they earned, for the tests of feedback and engagement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hashtagger.posts import COUNTS, Engagement, FeedbackEvent, FeedbackKind, Post, PostFormat
from hashtagger.storage.database import Database
from hashtagger.storage.engagements import Refusal, Report, put_engagements, take_reports
from hashtagger.storage.feedback import put_feedback
from hashtagger.storage.post_rows import StoredPost
from hashtagger.storage.posts import follow_feedback, put_posts
from hashtagger.storage.recommendations import RecommendedItem, StoredRecommendation, write_recommendation
from hashtagger.types import Tag
from tests.storage.builders import NOW

ME = "me"
OLDEST = NOW - timedelta(days=760)


def ago(**duration: float) -> datetime:
    return NOW - timedelta(**duration)


def put_answer(
    database: Database,
    id: str,
    *shown: str,
    owner: str = ME,
    profile_id: str | None = "p",
    created: datetime = NOW - timedelta(days=1),
) -> str:
    items = tuple(RecommendedItem(n, Tag(tag), 1.0, 0.5) for n, tag in enumerate(shown, start=1))
    answer = StoredRecommendation(id, created, "instagram", owner=owner, profile_id=profile_id, items=items)
    database.write_now(write_recommendation, answer)
    return id


def event(kind: str, tag: str | None = None, *, at: datetime = NOW, answer: str = "A") -> FeedbackEvent:
    return FeedbackEvent(answer, FeedbackKind(kind), None if tag is None else Tag(tag), at)


def tell(database: Database, *events: FeedbackEvent, owner: str = ME, key: str | None = "k") -> None:
    def write(connection: Any) -> None:
        put_feedback(connection, events, owner=owner, api_key_id=key, now=NOW)
        follow_feedback(connection, owner, {each.recommendation_id for each in events})

    database.write_now(write)


def post(external_id: str = "x", *tags: str, owner: str = ME, **facts: Any) -> Post:
    if tags:
        facts["tags"] = tuple(map(Tag, tags))
    return Post("", owner, external_id, **facts)


def put(database: Database, *said: Post, source: str = "feedback", now: datetime = NOW) -> Sequence[StoredPost]:
    return database.write_now(put_posts, said, source=source, api_key_id="k", now=now)


def put_whole(database: Database, external_id: str, *tags: str, **facts: Any) -> str:
    """A post that lacks nothing but engagement, published two days ago; answers its id."""
    known = {
        "profile_id": "p",
        "platform": "instagram",
        "published": ago(days=2),
        "format": PostFormat.PHOTO,
        "tags": tuple(map(Tag, tags)),
    }
    (stored,) = put(database, post(external_id, **{**known, **facts}))
    return stored.post.id


def report(external_id: str = "x", *, observed: datetime | None = NOW, **more: Any) -> Report:
    counts = {name: more.pop(name) for name in list(more) if name in ("likes", "comments", "reach", "impressions")}
    age_h = more.pop("age_h", None)
    told = tuple((counts or {"likes": 1}).get(name) for name in COUNTS)
    return Report(post(external_id, **more), told, None if age_h is not None else observed, age_h)


def send(database: Database, *reports: Report, owner: str = ME, key: str | None = "k") -> list[Refusal]:
    return database.write_now(take_reports, reports, owner=owner, api_key_id=key, now=NOW, oldest=OLDEST)


def see(database: Database, post_id: str, age_h: float, published: datetime | None = None, **counts: int) -> None:
    """An observation of a post that was published two days ago, or then."""
    observed = (published or ago(days=2)) + timedelta(hours=age_h)
    row = (post_id, Engagement(observed, **counts))
    database.write_now(put_engagements, [row], api_key_id="k", now=NOW)
