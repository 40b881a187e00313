from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.found_tag_out import FoundTagOut


T = TypeVar("T", bound="FoundTagsOut")


@_attrs_define
class FoundTagsOut:
    """Tags near a question in meaning, nearest first.

    Attributes:
        tags (list[FoundTagOut]):
        model (str):
    """

    tags: list[FoundTagOut]
    model: str

    def to_dict(self) -> dict[str, Any]:
        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tags": tags,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.found_tag_out import FoundTagOut

        d = dict(src_dict)
        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = FoundTagOut.from_dict(tags_item_data)

            tags.append(tags_item)

        model = d.pop("model")

        found_tags_out = cls(
            tags=tags,
            model=model,
        )

        return found_tags_out
