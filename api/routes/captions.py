"""Describe a picture in a sentence."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import RecommendCaller, ServicesDep, deadline_of
from api.idempotency import Remember, answer_once
from api.intake import Asked, decode, read_request
from api.openapi import body_of, upload_responses
from api.schemas.captions import CaptionIn, CaptionsOut, CaptionWishes
from hashtagger.errors import InvalidRequest

router = APIRouter(prefix="/v1/captions", tags=["captions"])


@router.post(
    "",
    operation_id="caption",
    response_model=CaptionsOut,
    openapi_extra=body_of(CaptionWishes, CaptionIn, max_images=1, example={"count": 3}),
    responses=upload_responses(),
)
async def caption(request: Request, services: ServicesDep, caller: RecommendCaller) -> Response:
    """Up to five sentences about one picture (of a clip, its first frame), best first. Nothing of it is stored."""
    asked = await read_request(request, services.settings.intake, CaptionIn)
    _must_be_one_picture(asked)
    deadline = deadline_of(request, services, asked.fields.timeout_s)

    async def work(remember: Remember | None) -> dict[str, Any]:
        images = await decode(asked.uploads, asked.fields.image_url, services, deadline)
        fields = asked.fields
        captions = await services.models.caption(images[0], count=fields.count, prompt=fields.prompt, deadline=deadline)
        return {
            "captions": [{"text": each.text, "score": round(each.score, 4)} for each in captions],
            "model": services.models.versions.caption,
        }

    return await answer_once(request, services, caller, asked.digest(), work)


def _must_be_one_picture(asked: Asked[CaptionIn]) -> None:
    given = len(asked.uploads) + (asked.fields.image_url is not None)
    if given != 1:
        raise InvalidRequest(
            f"there are {given} pictures",
            code="one_picture",
            advice="Send exactly one 'image' file or one 'image_url'.",
        )
