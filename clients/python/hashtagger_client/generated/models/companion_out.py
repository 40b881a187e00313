from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CompanionOut")


@_attrs_define
class CompanionOut:
    """
    Attributes:
        tag (str):
        strength (float):
    """

    tag: str
    strength: float

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        strength = self.strength

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "strength": strength,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        tag = d.pop("tag")

        strength = d.pop("strength")

        companion_out = cls(
            tag=tag,
            strength=strength,
        )

        return companion_out
