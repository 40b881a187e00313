from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ModelsOut")


@_attrs_define
class ModelsOut:
    """
    Attributes:
        clip (str):
        caption (str):
        ranker (str):
    """

    clip: str
    caption: str
    ranker: str

    def to_dict(self) -> dict[str, Any]:
        clip = self.clip

        caption = self.caption

        ranker = self.ranker

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "clip": clip,
                "caption": caption,
                "ranker": ranker,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        clip = d.pop("clip")

        caption = d.pop("caption")

        ranker = d.pop("ranker")

        models_out = cls(
            clip=clip,
            caption=caption,
            ranker=ranker,
        )

        return models_out
