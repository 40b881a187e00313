from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RankedAnswerOut")


@_attrs_define
class RankedAnswerOut:
    """
    Attributes:
        text (str):
        confidence (float):
    """

    text: str
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        confidence = self.confidence

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
                "confidence": confidence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        text = d.pop("text")

        confidence = d.pop("confidence")

        ranked_answer_out = cls(
            text=text,
            confidence=confidence,
        )

        return ranked_answer_out
