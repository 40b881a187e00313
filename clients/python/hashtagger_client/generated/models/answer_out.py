from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.ranked_answer_out import RankedAnswerOut


T = TypeVar("T", bound="AnswerOut")


@_attrs_define
class AnswerOut:
    """``confidence`` (0..1) of a free answer is the product of the probabilities of its words' tokens, its end included;
    of a
    candidate it is the softmax of the candidates' log-likelihoods. It says how sure the model is, not how often it is
    right.

        Attributes:
            question (str):
            answer (str):
            confidence (float):
            ranked (list[RankedAnswerOut]): All candidates, best first; empty without candidates.
    """

    question: str
    answer: str
    confidence: float
    ranked: list[RankedAnswerOut]

    def to_dict(self) -> dict[str, Any]:
        question = self.question

        answer = self.answer

        confidence = self.confidence

        ranked = []
        for ranked_item_data in self.ranked:
            ranked_item = ranked_item_data.to_dict()
            ranked.append(ranked_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "question": question,
                "answer": answer,
                "confidence": confidence,
                "ranked": ranked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.ranked_answer_out import RankedAnswerOut

        d = dict(src_dict)
        question = d.pop("question")

        answer = d.pop("answer")

        confidence = d.pop("confidence")

        ranked = []
        _ranked = d.pop("ranked")
        for ranked_item_data in _ranked:
            ranked_item = RankedAnswerOut.from_dict(ranked_item_data)

            ranked.append(ranked_item)

        answer_out = cls(
            question=question,
            answer=answer,
            confidence=confidence,
            ranked=ranked,
        )

        return answer_out
