from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CategoryCountOut")


@_attrs_define
class CategoryCountOut:
    """
    Attributes:
        category (str):
        title (str):
        trends (int):
    """

    category: str
    title: str
    trends: int

    def to_dict(self) -> dict[str, Any]:
        category = self.category

        title = self.title

        trends = self.trends

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "category": category,
                "title": title,
                "trends": trends,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        category = d.pop("category")

        title = d.pop("title")

        trends = d.pop("trends")

        category_count_out = cls(
            category=category,
            title=title,
            trends=trends,
        )

        return category_count_out
