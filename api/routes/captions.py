"""Describe pictures: in a sentence, as an alternative text, or in a story."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import RecommendCaller, ServicesDep, deadline_of
from api.idempotency import Remember, answer_once
from api.intake import Asked, decode_each, must_be_one_picture, read_request
from api.openapi import body_of, upload_responses
from api.schemas.captions import CaptionIn, CaptionsOut, CaptionWishes
from hashtagger.describe.service import Description, Style, Wish, crew_for, describe
from hashtagger.errors import InvalidRequest
from hashtagger.types import DecodedImage

router = APIRouter(prefix="/v1/captions", tags=["captions"])


@router.post(
    "",
    operation_id="caption",
    response_model=CaptionsOut,
    openapi_extra=body_of(CaptionWishes, CaptionIn, max_images=10, example={"count": 3}),
    responses=upload_responses(),
)
async def caption(request: Request, services: ServicesDep, caller: RecommendCaller) -> Response:
    """
    Up to five sentences about one picture (of a clip, its first frame), best first. Nothing of it is stored.

    With `style` `alt-text` each is one plain sentence for those who cannot see the picture, with `story` one to ten pictures
    or a clip are told as one story. Where a model that this takes is not installed the answer is 503 `model_not_installed`
    with the command that pulls it, at once. Stories and translations take seconds on a CPU: send `Prefer: wait=SECONDS`.
    """
    asked = await read_request(request, services.settings.intake, CaptionIn)
    wish = wish_of(asked.fields)
    _check_pictures(asked, services.settings.intake.max_images)
    crew = crew_for(services.models, wish)
    deadline = deadline_of(request, services, asked.fields.timeout_s)

    async def work(remember: Remember | None) -> dict[str, Any]:
        most = services.settings.intake.max_images
        each = await decode_each(asked.uploads, asked.fields.image_url, services, deadline, max_images=most)
        found = await describe(services.models, pictures_of(each), wish, crew, deadline=deadline)
        return as_captions(found, wish)

    return await answer_once(request, services, caller, asked.digest(), work)


def wish_of(fields: CaptionWishes) -> Wish:
    return Wish(
        style=Style(fields.style),
        language=fields.language,
        count=fields.count,
        prompt=fields.prompt,
        max_words=fields.max_words,
        sentences=fields.sentences,
        seed=fields.seed,
        model=fields.model,
    )


def pictures_of(uploads: list[list[DecodedImage]]) -> list[DecodedImage]:
    """What a story is told of: all frames of a single clip, otherwise the picture or first frame of each upload."""
    return uploads[0] if len(uploads) == 1 else [frames[0] for frames in uploads]


def as_captions(found: Description, wish: Wish) -> dict[str, Any]:
    """As plain JSON values, in the shape of ``CaptionsOut``."""
    crew = found.crew
    return {
        "captions": [{"text": each.text, "score": round(each.score, 4)} for each in found.texts],
        "model": crew.caption,
        "style": wish.style.value,
        "language": wish.language,
        "models": {"caption": crew.caption, "story": crew.story, "translate": crew.translate},
    }


def _check_pictures(asked: Asked[CaptionIn], most: int) -> None:
    if asked.fields.style != "story":
        must_be_one_picture(asked)
    elif not 1 <= len(asked.uploads) + (asked.fields.image_url is not None) <= most:
        raise InvalidRequest(
            "a story needs pictures",
            code="no_picture",
            advice=f"Send one to {most} 'image' files, or one 'image_url'.",
        )
