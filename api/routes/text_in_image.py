"""Read what is written in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import RecommendCaller, ServicesDep, deadline_of
from api.idempotency import Remember, answer_once
from api.intake import decode, must_be_one_picture, read_request
from api.openapi import body_of, upload_responses
from api.schemas.text_in_image import ReadingIn, ReadingOut, ReadingWishes
from hashtagger.questions import TextBox
from hashtagger.types import Task

router = APIRouter(prefix="/v1/text-in-image", tags=["text in image"])
READING_PX = 960
"""Shorter side of a picture to be read: small print is gone at the scale that is enough for the other models."""


@router.post(
    "",
    operation_id="read_text",
    response_model=ReadingOut,
    openapi_extra=body_of(ReadingWishes, ReadingIn, max_images=1, example={"timeout_s": 10}),
    responses=upload_responses(),
)
async def read_text(request: Request, services: ServicesDep, caller: RecommendCaller) -> Response:
    """
    The lines of text in one picture (of a clip, in its first frame) with their places. Nothing of it is stored.

    Where no engine is installed the answer is 503 `model_not_installed` with the command that brings one.
    """
    asked = await read_request(request, services.settings.intake, ReadingIn)
    must_be_one_picture(asked)
    model = services.models.row_for(Task.READ_TEXT, model=asked.fields.model)
    deadline = deadline_of(request, services, asked.fields.timeout_s)

    async def work(remember: Remember | None) -> dict[str, Any]:
        images = await decode(asked.uploads, asked.fields.image_url, services, deadline, target_px=READING_PX)
        boxes = await services.models.read_text(images[0], model=asked.fields.model, deadline=deadline)
        return as_reading(boxes, model)

    return await answer_once(request, services, caller, asked.digest(), work)


def as_reading(boxes: Sequence[TextBox], model: str) -> dict[str, Any]:
    """As plain JSON values, in the shape of ``ReadingOut``."""
    return {
        "text": "\n".join(box.text for box in boxes),
        "boxes": [
            {
                "text": box.text,
                "confidence": round(box.confidence, 4),
                "corners": [[round(x, 5), round(y, 5)] for x, y in box.corners],
            }
            for box in boxes
        ],
        "model": model,
    }
