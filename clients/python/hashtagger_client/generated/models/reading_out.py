from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.text_box_out import TextBoxOut


T = TypeVar("T", bound="ReadingOut")


@_attrs_define
class ReadingOut:
    """What is written in a picture, line by line in reading order; an empty list where nothing is.

    Attributes:
        text (str): All lines, joined by line breaks.
        boxes (list[TextBoxOut]):
        model (str):
    """

    text: str
    boxes: list[TextBoxOut]
    model: str

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        boxes = []
        for boxes_item_data in self.boxes:
            boxes_item = boxes_item_data.to_dict()
            boxes.append(boxes_item)

        model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
                "boxes": boxes,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.text_box_out import TextBoxOut

        d = dict(src_dict)
        text = d.pop("text")

        boxes = []
        _boxes = d.pop("boxes")
        for boxes_item_data in _boxes:
            boxes_item = TextBoxOut.from_dict(boxes_item_data)

            boxes.append(boxes_item)

        model = d.pop("model")

        reading_out = cls(
            text=text,
            boxes=boxes,
            model=model,
        )

        return reading_out
