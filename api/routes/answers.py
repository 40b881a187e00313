"""Answer questions about a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import RecommendCaller, ServicesDep, deadline_of
from api.idempotency import Remember, answer_once
from api.intake import decode, must_be_one_picture, read_request
from api.openapi import body_of, upload_responses
from api.schemas.answers import AnswersIn, AnswersOut, AnswerWishes
from hashtagger.questions import Answer
from hashtagger.types import Task

router = APIRouter(prefix="/v1/answers", tags=["answers"])


@router.post(
    "",
    operation_id="answer",
    response_model=AnswersOut,
    openapi_extra=body_of(AnswerWishes, AnswersIn, max_images=1, example={"questions": ["What animal is it?"]}),
    responses=upload_responses(),
)
async def answer(request: Request, services: ServicesDep, caller: RecommendCaller) -> Response:
    """
    One to ten questions about one picture (of a clip, its first frame). Nothing of it is stored.

    With `candidates` the answers are ranked instead of written. Where no model is installed the answer is 503
    `model_not_installed` with the command that pulls one.
    """
    asked = await read_request(request, services.settings.intake, AnswersIn)
    must_be_one_picture(asked)
    fields = asked.fields
    model = services.models.row_for(Task.ANSWER, model=fields.model)
    deadline = deadline_of(request, services, fields.timeout_s)

    async def work(remember: Remember | None) -> dict[str, Any]:
        images = await decode(asked.uploads, fields.image_url, services, deadline)
        answers = await services.models.answer(
            images[0], fields.questions, candidates=fields.candidates, model=fields.model, deadline=deadline
        )
        return as_answers(fields.questions, answers, model)

    return await answer_once(request, services, caller, asked.digest(), work)


def as_answers(questions: Sequence[str], answers: Sequence[Answer], model: str) -> dict[str, Any]:
    """As plain JSON values, in the shape of ``AnswersOut``."""
    return {
        "answers": [
            {
                "question": question,
                "answer": found.text,
                "confidence": round(found.confidence, 4),
                "ranked": [{"text": text, "confidence": round(share, 4)} for text, share in found.ranked],
            }
            for question, found in zip(questions, answers, strict=True)
        ],
        "model": model,
    }
