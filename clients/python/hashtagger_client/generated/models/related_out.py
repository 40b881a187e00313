from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.companion_out import CompanionOut
    from ..models.near_tag_out import NearTagOut


T = TypeVar("T", bound="RelatedOut")


@_attrs_define
class RelatedOut:
    """``companions`` are used beside it, strength 0..1; ``near`` mean nearly the same (cosine of meaning).

    Attributes:
        companions (list[CompanionOut]):
        near (list[NearTagOut]):
    """

    companions: list[CompanionOut]
    near: list[NearTagOut]

    def to_dict(self) -> dict[str, Any]:
        companions = []
        for companions_item_data in self.companions:
            companions_item = companions_item_data.to_dict()
            companions.append(companions_item)

        near = []
        for near_item_data in self.near:
            near_item = near_item_data.to_dict()
            near.append(near_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "companions": companions,
                "near": near,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.companion_out import CompanionOut
        from ..models.near_tag_out import NearTagOut

        d = dict(src_dict)
        companions = []
        _companions = d.pop("companions")
        for companions_item_data in _companions:
            companions_item = CompanionOut.from_dict(companions_item_data)

            companions.append(companions_item)

        near = []
        _near = d.pop("near")
        for near_item_data in _near:
            near_item = NearTagOut.from_dict(near_item_data)

            near.append(near_item)

        related_out = cls(
            companions=companions,
            near=near,
        )

        return related_out
