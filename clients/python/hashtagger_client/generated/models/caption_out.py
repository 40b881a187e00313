from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CaptionOut")


@_attrs_define
class CaptionOut:
    """
    Attributes:
        text (str):
        score (float): Mean log-probability per token; comparable within one model only.
    """

    text: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        score = self.score

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
                "score": score,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        text = d.pop("text")

        score = d.pop("score")

        caption_out = cls(
            text=text,
            score=score,
        )

        return caption_out
