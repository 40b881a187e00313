"""What travels over the wire for questions about a picture."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.recommendations import Text, Wire

QuestionText = Annotated[Text, StringConstraints(max_length=300, pattern=r"\S")]
CandidateText = Annotated[Text, StringConstraints(max_length=100, pattern=r"\S")]


class AnswerWishes(Wire):
    """The parameters of answers, the same in JSON and in a form (where ``questions`` and ``candidates`` are repeated)."""

    questions: list[QuestionText] = Field(min_length=1, max_length=10, description="About the one picture, in English.")
    candidates: list[CandidateText] | None = Field(
        default=None, min_length=1, max_length=50, description="Choose among these for every question."
    )
    model: Text | None = Field(default=None, max_length=100, description="A row of 'hashtagger models list'.")
    timeout_s: float | None = Field(
        default=None, ge=0.1, le=60, description="Time allowed; the server stops at 30 s by default."
    )


class AnswersIn(AnswerWishes):
    """Answers asked for in JSON."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "image_url": "https://example.org/dog.jpg",
                    "questions": ["What animal is it?", "Where is it?"],
                    "timeout_s": 20,
                }
            ]
        }
    )

    image_url: Text | None = Field(default=None, max_length=2_000, description="A public address of a picture.")


class RankedAnswerOut(Wire):
    text: str
    confidence: float


class AnswerOut(Wire):
    """
    ``confidence`` (0..1) of a free answer is the product of the probabilities of its words' tokens, its end included; of a
    candidate it is the softmax of the candidates' log-likelihoods. It says how sure the model is, not how often it is right.
    """

    question: str
    answer: str
    confidence: float
    ranked: list[RankedAnswerOut] = Field(description="All candidates, best first; empty without candidates.")


EXAMPLE: dict[str, Any] = {
    "answers": [
        {"question": "What animal is it?", "answer": "dog", "confidence": 0.91, "ranked": []},
        {"question": "Where is it?", "answer": "beach", "confidence": 0.47, "ranked": []},
    ],
    "model": "blip-vqa-base",
}


class AnswersOut(Wire):
    """One answer to each question, in their order."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    answers: list[AnswerOut]
    model: str
