from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.answer_out import AnswerOut


T = TypeVar("T", bound="AnswersOut")


@_attrs_define
class AnswersOut:
    """One answer to each question, in their order.

    Attributes:
        answers (list[AnswerOut]):
        model (str):
    """

    answers: list[AnswerOut]
    model: str

    def to_dict(self) -> dict[str, Any]:
        answers = []
        for answers_item_data in self.answers:
            answers_item = answers_item_data.to_dict()
            answers.append(answers_item)

        model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "answers": answers,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.answer_out import AnswerOut

        d = dict(src_dict)
        answers = []
        _answers = d.pop("answers")
        for answers_item_data in _answers:
            answers_item = AnswerOut.from_dict(answers_item_data)

            answers.append(answers_item)

        model = d.pop("model")

        answers_out = cls(
            answers=answers,
            model=model,
        )

        return answers_out
