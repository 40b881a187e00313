from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PlatformCountOut")


@_attrs_define
class PlatformCountOut:
    """
    Attributes:
        platform (str):
        title (str):
        trends (int):
    """

    platform: str
    title: str
    trends: int

    def to_dict(self) -> dict[str, Any]:
        platform = self.platform

        title = self.title

        trends = self.trends

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "platform": platform,
                "title": title,
                "trends": trends,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        platform = d.pop("platform")

        title = d.pop("title")

        trends = d.pop("trends")

        platform_count_out = cls(
            platform=platform,
            title=title,
            trends=trends,
        )

        return platform_count_out
