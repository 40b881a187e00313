from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ShownTagOut")


@_attrs_define
class ShownTagOut:
    """A tag in canonical form and as it is displayed, with '#'.

    Attributes:
        tag (str):
        display (str):
    """

    tag: str
    display: str

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        display = self.display

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "display": display,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        tag = d.pop("tag")

        display = d.pop("display")

        shown_tag_out = cls(
            tag=tag,
            display=display,
        )

        return shown_tag_out
