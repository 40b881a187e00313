from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="UsualOut")


@_attrs_define
class UsualOut:
    """Likes, comments, shares, saves and follows of a post together; four in five posts earn ``low`` to ``high``.

    Attributes:
        interactions (int):
        low (int):
        high (int):
    """

    interactions: int
    low: int
    high: int

    def to_dict(self) -> dict[str, Any]:
        interactions = self.interactions

        low = self.low

        high = self.high

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "interactions": interactions,
                "low": low,
                "high": high,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        interactions = d.pop("interactions")

        low = d.pop("low")

        high = d.pop("high")

        usual_out = cls(
            interactions=interactions,
            low=low,
            high=high,
        )

        return usual_out
