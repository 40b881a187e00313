from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.shown_tag_out import ShownTagOut


T = TypeVar("T", bound="SavedGroupOut")


@_attrs_define
class SavedGroupOut:
    """A saved group of yours, its tags in your order and spelling.

    Attributes:
        group_id (str):
        name (str):
        tags (list[ShownTagOut]):
        created (datetime.datetime):
        updated (datetime.datetime):
    """

    group_id: str
    name: str
    tags: list[ShownTagOut]
    created: datetime.datetime
    updated: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        group_id = self.group_id

        name = self.name

        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        created = self.created.isoformat()

        updated = self.updated.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "group_id": group_id,
                "name": name,
                "tags": tags,
                "created": created,
                "updated": updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.shown_tag_out import ShownTagOut

        d = dict(src_dict)
        group_id = d.pop("group_id")

        name = d.pop("name")

        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = ShownTagOut.from_dict(tags_item_data)

            tags.append(tags_item)

        created = datetime.datetime.fromisoformat(d.pop("created"))

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        saved_group_out = cls(
            group_id=group_id,
            name=name,
            tags=tags,
            created=created,
            updated=updated,
        )

        return saved_group_out
