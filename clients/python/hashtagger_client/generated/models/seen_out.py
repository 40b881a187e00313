from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SeenOut")


@_attrs_define
class SeenOut:
    """What the post had earned when somebody looked early.

    Attributes:
        age_h (float): Hours since it was published.
        interactions (float | None):
        reach (float | None):
    """

    age_h: float
    interactions: float | None
    reach: float | None

    def to_dict(self) -> dict[str, Any]:
        age_h = self.age_h

        interactions: float | None
        interactions = self.interactions

        reach: float | None
        reach = self.reach

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "age_h": age_h,
                "interactions": interactions,
                "reach": reach,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        age_h = d.pop("age_h")

        def _parse_interactions(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        interactions = _parse_interactions(d.pop("interactions"))

        def _parse_reach(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        reach = _parse_reach(d.pop("reach"))

        seen_out = cls(
            age_h=age_h,
            interactions=interactions,
            reach=reach,
        )

        return seen_out
