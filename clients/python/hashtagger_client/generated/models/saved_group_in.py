from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SavedGroupIn")


@_attrs_define
class SavedGroupIn:
    """Tags under a name, in any spelling, which is kept; no tag twice.

    Attributes:
        name (str):
        tags (list[str]):
    """

    name: str
    tags: list[str]

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        tags = self.tags

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "tags": tags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        tags = cast(list[str], d.pop("tags"))

        saved_group_in = cls(
            name=name,
            tags=tags,
        )

        return saved_group_in
