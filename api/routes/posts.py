"""Published posts and what they earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import Caller
from api.bulk import take_rows
from api.cursors import Cursor, page_of, place_in
from api.daily_caps import daily_limit, room_left
from api.deps import ReadCaller, RecommendCaller, ServicesDep
from api.openapi import bulk_body_of, responses
from api.problems import InvalidFields
from api.schemas.posts import (
    POST_ID,
    BulkOut,
    EngagementIn,
    EngagementRowIn,
    PostDetailOut,
    PostFacts,
    PostPageOut,
)
from hashtagger.bootstrap import Services
from hashtagger.posts import COUNTS, Engagement, Post, PostFormat
from hashtagger.storage.engagements import (
    NO_ROOM,
    Refusal,
    Report,
    count_engagements,
    engagements_of,
    take_reports,
)
from hashtagger.storage.post_rows import StoredPost
from hashtagger.storage.posts import delete_post, list_posts, read_post
from hashtagger.types import Tag

router = APIRouter(prefix="/v1/posts", tags=["posts"])

SHOWN_OBSERVATIONS = 100
_COUNTS_OF = attrgetter(*COUNTS)
PostName = Annotated[str, Path(pattern=POST_ID, examples=["17912345678"], description="Your own name for the post.")]

_ROW = {"post_id": "17912345678", "observed_at": "2026-11-20T10:30:00Z", "likes": 61, "comments": 3}


@router.post(
    "/engagement",
    operation_id="report_engagements",
    openapi_extra=bulk_body_of(EngagementRowIn, example=_ROW),
    responses=responses(408, 413, 415, 422),
)
async def report_many(request: Request, services: ServicesDep, caller: RecommendCaller) -> BulkOut:
    """
    What many posts had earned: up to 100,000 rows of CSV (with a header, UTF-8) or JSON lines, 64 MiB at most.

    Each row stands for itself: right ones are kept, wrong ones are told by line. Rows are written while the body arrives,
    in chunks; when it is cut off the chunks so far stay. Send it again then: the same row again changes nothing, which is
    why there is no `Idempotency-Key`.
    """

    async def take(rows: list[EngagementRowIn]) -> Sequence[Refusal]:
        reports = [_report(row, post_of(row, caller, row.post_id, profile_id=row.profile_id)) for row in rows]
        return await _take(services, caller, reports)

    report = await take_rows(request, EngagementRowIn, take)
    return BulkOut.model_validate(report, from_attributes=True)


@router.post("/{post_id}/engagement", operation_id="report_engagement", responses=responses(400, 404, 422))
async def report_one(
    post_id: PostName, told: EngagementIn, services: ServicesDep, caller: RecommendCaller
) -> PostDetailOut:
    """
    What a post had earned at one moment, as totals. The post need not be known yet.

    May come late, twice and in any order: of two reports for one moment the larger of each count stays, so a retry
    changes nothing and there is no `Idempotency-Key`.
    """
    post = Post("", caller.owner, post_id)
    refused = await _take(services, caller, [_report(told, post)])
    if any(each.reason == NO_ROOM for each in refused):
        raise daily_limit(services.settings.ranker.max_engagement_per_day, left=0, now=services.clock.now())
    if refused:
        raise InvalidFields([{"field": each.field, "message": each.reason} for each in refused])
    return await _detail(services, post_id, caller)


@router.get("", operation_id="list_posts", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: ReadCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Cursor = None,
) -> PostPageOut:
    """Your own posts in the order of their post_id."""
    after = place_in(cursor)
    found = await services.database.read(list_posts, owner=caller.owner, limit=limit + 1, after=after)
    shown, following = page_of(found, limit, lambda each: each.post.external_id)
    return PostPageOut.model_validate({"posts": [told_of(each) for each in shown], "next": following})


@router.get("/{post_id}", operation_id="read_post", responses=responses(404, 422))
async def read(post_id: PostName, services: ServicesDep, caller: ReadCaller) -> PostDetailOut:
    """A post and what it had earned when somebody looked, the newest 100 moments."""
    return await _detail(services, post_id, caller)


@router.delete(
    "/{post_id}",
    operation_id="delete_post",
    status_code=204,
    response_class=Response,
    responses=responses(404, 422),
)
async def delete(post_id: PostName, services: ServicesDep, caller: RecommendCaller) -> None:
    """Forget a post with what it earned."""
    await services.database.write(delete_post, post_id, owner=caller.owner)


def post_of(facts: PostFacts, caller: Caller, external_id: str, **more: Any) -> Post:
    """What a caller says of a post of theirs."""
    return Post(
        id="",
        owner=caller.owner,
        external_id=external_id,
        platform=facts.platform,
        url=facts.url,
        published=facts.published_at,
        format=None if facts.format is None else PostFormat(facts.format),
        tags=None if facts.tags is None else tuple(Tag(tag) for tag in dict.fromkeys(facts.tags)),
        followers=facts.followers,
        **more,
    )


def told_of(stored: StoredPost) -> dict[str, Any]:
    """The fields of a ``PostOut``."""
    post = stored.post
    return {
        "post_id": post.external_id,
        "profile_id": post.profile_id,
        "platform": post.platform,
        "url": post.url,
        "published_at": post.published,
        "format": post.format,
        "tags": stored.tags,
        "followers": post.followers,
        "recommendation_id": post.recommendation_id,
        "first_heard": stored.created,
    }


def _report(told: EngagementIn | EngagementRowIn, post: Post) -> Report:
    return Report(post, _COUNTS_OF(told), told.observed_at, told.age_h)


async def _take(services: Services, caller: Caller, reports: Sequence[Report]) -> list[Refusal]:
    now = services.clock.now()
    most = services.settings.ranker.max_engagement_per_day
    return await services.database.write(
        take_reports,
        reports,
        owner=caller.owner,
        api_key_id=caller.api_key_id,
        now=now,
        oldest=now - timedelta(days=services.settings.ranker.keep_posts_days),
        room=lambda connection: room_left(connection, caller, count_engagements, most=most, now=now),
    )


async def _detail(services: Services, post_id: str, caller: Caller) -> PostDetailOut:
    def read(connection: sa.Connection) -> tuple[StoredPost, list[Engagement]]:
        stored = read_post(connection, post_id, owner=caller.owner)
        seen = engagements_of(connection, [stored.post.id], newest=SHOWN_OBSERVATIONS)
        return stored, seen.get(stored.post.id, [])

    stored, seen = await services.database.read(read)
    engagement = [_observation(each, stored.post) for each in seen]
    return PostDetailOut.model_validate({**told_of(stored), "engagement": engagement})


def _observation(seen: Engagement, post: Post) -> dict[str, Any]:
    age_h = None if post.published is None else round((seen.observed - post.published) / timedelta(hours=1), 3)
    return {
        **{name: getattr(seen, name) for name in COUNTS},
        "observed_at": seen.observed,
        "age_h": age_h,
        "interactions": seen.interactions,
    }
