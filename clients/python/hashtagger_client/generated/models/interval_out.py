from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="IntervalOut")


@_attrs_define
class IntervalOut:
    """Natural log units of interactions: 0.03 is about 3 % more. 95 % where nothing else is said, whole accounts drawn.

    Attributes:
        estimate (float):
        low (float):
        high (float):
    """

    estimate: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        estimate = self.estimate

        low = self.low

        high = self.high

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "estimate": estimate,
                "low": low,
                "high": high,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        estimate = d.pop("estimate")

        low = d.pop("low")

        high = d.pop("high")

        interval_out = cls(
            estimate=estimate,
            low=low,
            high=high,
        )

        return interval_out
