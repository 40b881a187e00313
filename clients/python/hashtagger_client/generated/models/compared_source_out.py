from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.compared_tag_out import ComparedTagOut


T = TypeVar("T", bound="ComparedSourceOut")


@_attrs_define
class ComparedSourceOut:
    """
    Attributes:
        source (str):
        tags (list[ComparedTagOut]):
    """

    source: str
    tags: list[ComparedTagOut]

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "source": source,
                "tags": tags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.compared_tag_out import ComparedTagOut

        d = dict(src_dict)
        source = d.pop("source")

        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = ComparedTagOut.from_dict(tags_item_data)

            tags.append(tags_item)

        compared_source_out = cls(
            source=source,
            tags=tags,
        )

        return compared_source_out
