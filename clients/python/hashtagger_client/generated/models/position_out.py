from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PositionOut")


@_attrs_define
class PositionOut:
    """
    Attributes:
        position (int):
        shown (int):
        removed (int):
    """

    position: int
    shown: int
    removed: int

    def to_dict(self) -> dict[str, Any]:
        position = self.position

        shown = self.shown

        removed = self.removed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "position": position,
                "shown": shown,
                "removed": removed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        position = d.pop("position")

        shown = d.pop("shown")

        removed = d.pop("removed")

        position_out = cls(
            position=position,
            shown=shown,
            removed=removed,
        )

        return position_out
