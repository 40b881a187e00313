from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="TrendOut")


@_attrs_define
class TrendOut:
    """
    Attributes:
        z (float | None):
        growth_per_day (float | None):
        sources (list[str]):
        as_of (datetime.datetime):
    """

    z: float | None
    growth_per_day: float | None
    sources: list[str]
    as_of: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        z: float | None
        z = self.z

        growth_per_day: float | None
        growth_per_day = self.growth_per_day

        sources = self.sources

        as_of = self.as_of.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "z": z,
                "growth_per_day": growth_per_day,
                "sources": sources,
                "as_of": as_of,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_z(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        z = _parse_z(d.pop("z"))

        def _parse_growth_per_day(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        growth_per_day = _parse_growth_per_day(d.pop("growth_per_day"))

        sources = cast(list[str], d.pop("sources"))

        as_of = datetime.datetime.fromisoformat(d.pop("as_of"))

        trend_out = cls(
            z=z,
            growth_per_day=growth_per_day,
            sources=sources,
            as_of=as_of,
        )

        return trend_out
