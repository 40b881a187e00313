from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NearTagOut")


@_attrs_define
class NearTagOut:
    """
    Attributes:
        tag (str):
        display (str):
        similarity (float):
    """

    tag: str
    display: str
    similarity: float

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        display = self.display

        similarity = self.similarity

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "display": display,
                "similarity": similarity,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        tag = d.pop("tag")

        display = d.pop("display")

        similarity = d.pop("similarity")

        near_tag_out = cls(
            tag=tag,
            display=display,
            similarity=similarity,
        )

        return near_tag_out
