from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.companion_out import CompanionOut
    from ..models.together_out import TogetherOut


T = TypeVar("T", bound="RelatedTrendsOut")


@_attrs_define
class RelatedTrendsOut:
    """``together``: in the same posts in the last week. ``companions``: of the catalogue and of users' posts, strength
    0..1.

        Attributes:
            together (list[TogetherOut]):
            companions (list[CompanionOut]):
    """

    together: list[TogetherOut]
    companions: list[CompanionOut]

    def to_dict(self) -> dict[str, Any]:
        together = []
        for together_item_data in self.together:
            together_item = together_item_data.to_dict()
            together.append(together_item)

        companions = []
        for companions_item_data in self.companions:
            companions_item = companions_item_data.to_dict()
            companions.append(companions_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "together": together,
                "companions": companions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.companion_out import CompanionOut
        from ..models.together_out import TogetherOut

        d = dict(src_dict)
        together = []
        _together = d.pop("together")
        for together_item_data in _together:
            together_item = TogetherOut.from_dict(together_item_data)

            together.append(together_item)

        companions = []
        _companions = d.pop("companions")
        for companions_item_data in _companions:
            companions_item = CompanionOut.from_dict(companions_item_data)

            companions.append(companions_item)

        related_trends_out = cls(
            together=together,
            companions=companions,
        )

        return related_trends_out
