from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CrewOut")


@_attrs_define
class CrewOut:
    """The models that wrote, told and translated; null where there was nothing to do.

    Attributes:
        caption (str):
        story (None | str):
        translate (None | str):
    """

    caption: str
    story: None | str
    translate: None | str

    def to_dict(self) -> dict[str, Any]:
        caption = self.caption

        story: None | str
        story = self.story

        translate: None | str
        translate = self.translate

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "caption": caption,
                "story": story,
                "translate": translate,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        caption = d.pop("caption")

        def _parse_story(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        story = _parse_story(d.pop("story"))

        def _parse_translate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        translate = _parse_translate(d.pop("translate"))

        crew_out = cls(
            caption=caption,
            story=story,
            translate=translate,
        )

        return crew_out
