"""Recommend tags for pictures, clips and drafts, and read answers again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.cursors import Cursor, page_of, place_in
from api.deps import ReadCaller, RecommendCaller, ServicesDep, deadline_of
from api.idempotency import Remember, answer_once
from api.intake import Asked, decode, read_request
from api.openapi import body_of, responses, upload_responses
from api.path_ids import RecommendationId
from api.routes.text_in_image import READING_PX
from api.schemas.past_answers import PastAnswerPageOut
from api.schemas.posts import Moment
from api.schemas.recommendations import ProfileId, RecommendationIn, RecommendationOut, Text, Wishes
from hashtagger.errors import InvalidRequest, InvalidTag
from hashtagger.media.images import enough_px
from hashtagger.recommend.record import as_answer
from hashtagger.recommend.request import RecommendationRequest, parse_mix
from hashtagger.storage.past_answers import PastAnswer, list_past_answers
from hashtagger.storage.recommendations import read_recommendation
from hashtagger.text.hashtags import canonical_tag
from hashtagger.types import Tag

router = APIRouter(prefix="/v1/recommendations", tags=["recommendations"])


@router.post(
    "",
    operation_id="recommend",
    response_model=RecommendationOut,
    openapi_extra=body_of(
        Wishes, RecommendationIn, max_images=10, example={"platform": "instagram", "mix": "balanced"}
    ),
    responses=upload_responses(),
)
async def recommend(request: Request, services: ServicesDep, caller: RecommendCaller) -> Response:
    """
    Suggest at most five hashtags for one to ten pictures, a clip, a draft text, or all of them, best first.

    Send `Idempotency-Key` to make a retry safe, and `Prefer: wait=SECONDS` (or `timeout_s`) to say how long you can wait;
    what is late is left out and named in `degraded`.
    """
    asked = await read_request(request, services.settings.intake, RecommendationIn)
    fields = wishes(asked)
    deadline = deadline_of(request, services, asked.fields.timeout_s)

    async def work(remember: Remember | None) -> dict[str, Any]:
        target_px = enough_px(services.models.wanted_px)
        if services.settings.recommend.read_text:
            target_px = max(target_px, READING_PX)
        images = await decode(asked.uploads, asked.fields.image_url, services, deadline, target_px=target_px)
        question = RecommendationRequest(
            deadline=deadline, images=images, owner=caller.owner, api_key_id=caller.api_key_id, **fields
        )
        keep = None if remember is None else lambda connection, answer: remember(connection, as_answer(answer))
        return as_answer(await services.recommender.recommend(question, also_write=keep))

    return await answer_once(request, services, caller, asked.digest(), work)


@router.get("", operation_id="list_recommendations", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: ReadCaller,
    profile_id: Annotated[ProfileId | None, Query(description="Only those asked for this profile.")] = None,
    platform: Annotated[Text | None, Query(max_length=40, description="Only those for this platform.")] = None,
    since: Annotated[Moment | None, Query(description="Only those asked from then on.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Cursor = None,
) -> PastAnswerPageOut:
    """Your own answers in short, newest first, each with what feedback left of it."""
    found = await services.database.read(
        list_past_answers,
        owner=caller.owner,
        limit=limit + 1,
        before=place_in(cursor),
        profile_id=profile_id,
        platform=platform,
        since=since,
    )
    shown, following = page_of(found, limit, lambda each: each.id)
    return PastAnswerPageOut.model_validate({"recommendations": [_past(each) for each in shown], "next": following})


@router.get(
    "/{recommendation_id}",
    operation_id="read_recommendation",
    response_model=RecommendationOut,
    responses=responses(404, 422),
)
async def read(
    recommendation_id: RecommendationId,
    services: ServicesDep,
    caller: ReadCaller,
) -> Response:
    """The answer as it was given."""
    stored = await services.database.read(read_recommendation, recommendation_id, owner=caller.owner)
    return JSONResponse(stored.answer)


def _past(answer: PastAnswer) -> dict[str, Any]:
    told = answer.feedback
    return {
        "recommendation_id": answer.id,
        "created": answer.created,
        "platform": answer.platform,
        "profile_id": answer.profile_id,
        "caption": answer.caption,
        "tags": [{"tag": tag, "display": f"#{display}"} for tag, display in answer.shown],
        "draft": answer.draft,
        "kept": told.kept,
        "removed": told.removed,
        "added": told.added,
        "copied_at": told.copied,
        "post_id": answer.post_id,
    }


def wishes(asked: Asked[RecommendationIn]) -> dict[str, Any]:
    """
    The fields of a ``RecommendationRequest`` that come from the caller's words.

    Raises ``InvalidTag``, and ``InvalidRequest`` (code ``nothing_to_tag``) when there is nothing to recommend for.
    """
    fields = asked.fields
    if not asked.uploads and fields.image_url is None and not fields.text.strip() and not fields.seed_tags:
        raise InvalidRequest(
            "there is no image, no image_url, no text and no seed_tags",
            code="nothing_to_tag",
            advice="Send at least one of them.",
        )
    return {
        "text": fields.text,
        "platform": fields.platform,
        "limit": fields.limit,
        "mix": parse_mix(fields.mix),
        "seed_tags": tuple(_tags("seed_tags", fields.seed_tags)),
        "exclude_tags": frozenset(_tags("exclude_tags", fields.exclude_tags)),
        "language": fields.language,
        "region": fields.region,
        "profile_id": fields.profile_id,
        "placement": fields.placement,
        "explore": fields.explore,
    }


def _tags(field: str, spellings: list[str]) -> list[Tag]:
    try:
        return [canonical_tag(spelling) for spelling in spellings]
    except InvalidTag as error:
        raise InvalidTag(f"{field}: {error}") from None
