"""What creators did with the answers they got."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request

from api.auth import Caller
from api.bulk import take_rows
from api.daily_caps import daily_limit, room_left
from api.deps import ReadCaller, RecommendCaller, ServicesDep
from api.openapi import bulk_body_of, responses
from api.path_ids import RecommendationId
from api.problems import InvalidFields
from api.routes.posts import post_of, told_of
from api.schemas.feedback import EventIn, FeedbackIn, FeedbackOut, FeedbackRowIn, PublishedIn
from api.schemas.posts import BulkOut
from hashtagger.errors import NotFound
from hashtagger.posts import FeedbackEvent, FeedbackKind, Post
from hashtagger.storage.engagements import NO_ROOM, Refusal, published_refused_because
from hashtagger.storage.feedback import (
    CLOCKS_DIFFER,
    Answered,
    Feedback,
    answered_of,
    count_feedback,
    feedback_of,
    format_of,
    put_feedback,
    refused_because,
    without_room,
)
from hashtagger.storage.post_rows import StoredPost
from hashtagger.storage.posts import (
    SOURCES,
    count_posts,
    follow_feedback,
    hold_posts,
    newest_post_of,
    put_posts,
    take_turn,
)
from hashtagger.types import Tag

router = APIRouter(tags=["recommendations"])

_ROW = {"recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC", "kind": "removed", "tag": "dogsofinstagram"}


@router.post(
    "/v1/recommendations/{recommendation_id}/feedback",
    operation_id="give_feedback",
    responses=responses(400, 404, 422),
)
async def give(
    recommendation_id: RecommendationId,
    told: FeedbackIn,
    services: ServicesDep,
    caller: RecommendCaller,
) -> FeedbackOut:
    """
    Tell what was done with an answer of yours, and which post came of it; answers what holds now.

    May come in parts, late, twice and in any order: of one thing the newest moment counts, of kept and removed the newer
    one. So a retry with the same `at` changes nothing, and there is no `Idempotency-Key`.
    """
    most, most_posts = services.settings.ranker.max_feedback_per_day, services.settings.ranker.max_engagement_per_day
    now = services.clock.now()
    oldest = now - timedelta(days=services.settings.ranker.keep_posts_days)
    events = [_event(event, recommendation_id, now) for event in told.events]

    def write(connection: sa.Connection) -> tuple[Feedback, StoredPost | None]:
        take_turn(connection, caller.owner)
        answered = answered_of(connection, [recommendation_id], owner=caller.owner, hold=True).get(recommendation_id)
        if answered is None:
            raise NotFound(f"There is no recommendation '{recommendation_id}'.")
        if wrong := _wrong(events, told.post, answered, now, oldest):
            raise InvalidFields(wrong)
        room = room_left(connection, caller, count_feedback, most=most, now=now)
        if without_room(connection, events, room=room):
            raise daily_limit(most, left=room, now=now)
        put_feedback(connection, events, owner=caller.owner, api_key_id=caller.api_key_id, now=now)
        if told.post is not None:
            _demand_room_for_post(connection, told.post, caller, most=most_posts, now=now)
            _put_post(connection, told.post, answered, caller, now)
        follow_feedback(connection, caller.owner, [recommendation_id])
        named = None if told.post is None else told.post.post_id
        stored = newest_post_of(connection, recommendation_id, owner=caller.owner, external_id=named)
        return feedback_of(connection, [recommendation_id]).get(recommendation_id, Feedback()), stored

    return _told(recommendation_id, *await services.database.write(write))


@router.get(
    "/v1/recommendations/{recommendation_id}/feedback",
    operation_id="read_feedback",
    responses=responses(404, 422),
)
async def read(recommendation_id: RecommendationId, services: ServicesDep, caller: ReadCaller) -> FeedbackOut:
    """What holds of an answer of yours now: what was kept, removed, added and copied, and the newest post that came of it."""

    def found(connection: sa.Connection) -> tuple[Feedback, StoredPost | None]:
        if not answered_of(connection, [recommendation_id], owner=caller.owner):
            raise NotFound(f"There is no recommendation '{recommendation_id}'.")
        stored = newest_post_of(connection, recommendation_id, owner=caller.owner, external_id=None)
        return feedback_of(connection, [recommendation_id]).get(recommendation_id, Feedback()), stored

    return _told(recommendation_id, *await services.database.read(found))


@router.post(
    "/v1/feedback",
    operation_id="give_feedbacks",
    openapi_extra=bulk_body_of(FeedbackRowIn, example=_ROW),
    responses=responses(408, 413, 415, 422),
)
async def give_many(request: Request, services: ServicesDep, caller: RecommendCaller) -> BulkOut:
    """
    What was done with many answers: up to 100,000 rows of JSON lines or CSV, 64 MiB at most.

    Each row stands for itself and is written while the body arrives, as in `POST /v1/posts/engagement`. Give `at`, so that
    a delivery sent again is the same one.
    """
    most = services.settings.ranker.max_feedback_per_day

    async def take(rows: list[FeedbackRowIn]) -> Sequence[Refusal]:
        now = services.clock.now()
        events = [_event(row, row.recommendation_id, now) for row in rows]
        return await services.database.write(_take_events, events, caller, most=most, now=now)

    report = await take_rows(request, FeedbackRowIn, take)
    return BulkOut.model_validate(report, from_attributes=True)


def _take_events(
    connection: sa.Connection, events: Sequence[FeedbackEvent], caller: Caller, *, most: int, now: datetime
) -> list[Refusal]:
    take_turn(connection, caller.owner)
    answers = answered_of(connection, {event.recommendation_id for event in events}, owner=caller.owner, hold=True)
    refused: list[Refusal] = []
    right: dict[int, FeedbackEvent] = {}
    for index, event in enumerate(events):
        answered = answers.get(event.recommendation_id)
        wrong = (
            ("recommendation_id", "There is no such recommendation, or it is not yours.")
            if answered is None
            else refused_because(event, answered, now=now)
        )
        if wrong is None:
            right[index] = event
        else:
            refused.append(Refusal(index, *wrong))
    room = room_left(connection, caller, count_feedback, most=most, now=now)
    places = list(right)
    for place in without_room(connection, list(right.values()), room=room):
        del right[places[place]]
        refused.append(Refusal(places[place], "", NO_ROOM))
    kept = list(right.values())
    put_feedback(connection, kept, owner=caller.owner, api_key_id=caller.api_key_id, now=now)
    follow_feedback(connection, caller.owner, {event.recommendation_id for event in kept})
    return refused


def _told(recommendation_id: str, feedback: Feedback, stored: StoredPost | None) -> FeedbackOut:
    return FeedbackOut.model_validate(
        {
            "recommendation_id": recommendation_id,
            "kept": feedback.kept,
            "removed": feedback.removed,
            "added": feedback.added,
            "copied_at": feedback.copied,
            "post": None if stored is None else told_of(stored),
        }
    )


def _event(told: EventIn, recommendation_id: str, now: datetime) -> FeedbackEvent:
    tag = None if told.tag is None else Tag(told.tag)
    return FeedbackEvent(recommendation_id, FeedbackKind(told.kind), tag, told.at or now)


def _demand_room_for_post(
    connection: sa.Connection, told: PublishedIn, caller: Caller, *, most: int, now: datetime
) -> None:
    """Raises ``Overloaded`` for one more post than the key may tell of in a day."""
    if hold_posts(connection, caller.owner, [told.post_id]):
        return
    if not (room := room_left(connection, caller, count_posts, most=most, now=now)):
        raise daily_limit(most, left=room, now=now)


def _put_post(connection: sa.Connection, told: PublishedIn, answered: Answered, caller: Caller, now: datetime) -> None:
    """
    What nobody told of the post is taken from what the answer was asked for.

    Raises ``InvalidFields`` for a post that, as it was told before, was published before the answer was given.
    """
    put = functools.partial(put_posts, connection, api_key_id=caller.api_key_id, now=now)
    post = post_of(told, caller, told.post_id, profile_id=answered.profile_id, recommendation_id=answered.id)
    (stored,) = put([post], source="feedback")
    published = stored.post.published
    if published is not None and (reason := _too_early(published, answered)) is not None:
        raise InvalidFields([{"field": "post.post_id", "message": f"{reason} Its time was told before."}])
    made_of = format_of(connection, answered.id)
    put([Post("", caller.owner, told.post_id, platform=answered.platform, format=made_of)], source=SOURCES[0])


def _wrong(
    events: Sequence[FeedbackEvent], post: PublishedIn | None, answered: Answered, now: datetime, oldest: datetime
) -> list[dict[str, str]]:
    """Every wrong field with what is wrong with it."""
    wrong: list[dict[str, Any]] = []
    for index, event in enumerate(events):
        if (found := refused_because(event, answered, now=now)) is not None:
            wrong.append({"field": f"events.{index}.{found[0]}", "message": found[1]})
    if post is not None and post.published_at is not None:
        reason = published_refused_because(post.published_at, now=now, oldest=oldest)
        if (reason := reason or _too_early(post.published_at, answered)) is not None:
            wrong.append({"field": "post.published_at", "message": reason})
    return wrong


def _too_early(published: datetime, answered: Answered) -> str | None:
    if published >= answered.created - CLOCKS_DIFFER:
        return None
    return "It was published before the answer was given, so it did not come of it."
