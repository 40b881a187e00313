from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="TextBoxOut")


@_attrs_define
class TextBoxOut:
    """One line of text and where it stands.

    Attributes:
        text (str):
        confidence (float): 0..1
        corners (list[list[float]]): Four points [x, y] as shares of width and height, clockwise from the text's upper
            left.
    """

    text: str
    confidence: float
    corners: list[list[float]]

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        confidence = self.confidence

        corners = []
        for corners_item_data in self.corners:
            corners_item = corners_item_data

            corners.append(corners_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
                "confidence": confidence,
                "corners": corners,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        text = d.pop("text")

        confidence = d.pop("confidence")

        corners = []
        _corners = d.pop("corners")
        for corners_item_data in _corners:
            corners_item = cast(list[float], corners_item_data)

            corners.append(corners_item)

        text_box_out = cls(
            text=text,
            confidence=confidence,
            corners=corners,
        )

        return text_box_out
