from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.past_answer_out import PastAnswerOut


T = TypeVar("T", bound="PastAnswerPageOut")


@_attrs_define
class PastAnswerPageOut:
    """Your answers, newest first; ``next`` is the ``cursor`` of the next page.

    Attributes:
        recommendations (list[PastAnswerOut]):
        next_ (None | str):
    """

    recommendations: list[PastAnswerOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        recommendations = []
        for recommendations_item_data in self.recommendations:
            recommendations_item = recommendations_item_data.to_dict()
            recommendations.append(recommendations_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "recommendations": recommendations,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.past_answer_out import PastAnswerOut

        d = dict(src_dict)
        recommendations = []
        _recommendations = d.pop("recommendations")
        for recommendations_item_data in _recommendations:
            recommendations_item = PastAnswerOut.from_dict(recommendations_item_data)

            recommendations.append(recommendations_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        past_answer_page_out = cls(
            recommendations=recommendations,
            next_=next_,
        )

        return past_answer_page_out
