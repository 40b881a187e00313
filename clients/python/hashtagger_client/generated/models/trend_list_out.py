from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="TrendListOut")


@_attrs_define
class TrendListOut:
    """A list that has trends now: of a region, of a language, of both, or ('' twice) of everything.

    Attributes:
        region (str):
        language (str):
        trends (int):
    """

    region: str
    language: str
    trends: int

    def to_dict(self) -> dict[str, Any]:
        region = self.region

        language = self.language

        trends = self.trends

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "region": region,
                "language": language,
                "trends": trends,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        region = d.pop("region")

        language = d.pop("language")

        trends = d.pop("trends")

        trend_list_out = cls(
            region=region,
            language=language,
            trends=trends,
        )

        return trend_list_out
