from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.captions_out_style import CaptionsOutStyle, check_captions_out_style

if TYPE_CHECKING:
    from ..models.caption_out import CaptionOut
    from ..models.crew_out import CrewOut


T = TypeVar("T", bound="CaptionsOut")


@_attrs_define
class CaptionsOut:
    """Texts about one picture, or a story about several, best first.

    Scores are those of the captions before a translation; a story has the mean of its captions.

        Attributes:
            captions (list[CaptionOut]):
            model (str): The captioner.
            style (CaptionsOutStyle):
            language (str):
            models (CrewOut): The models that wrote, told and translated; null where there was nothing to do.
    """

    captions: list[CaptionOut]
    model: str
    style: CaptionsOutStyle
    language: str
    models: CrewOut

    def to_dict(self) -> dict[str, Any]:
        captions = []
        for captions_item_data in self.captions:
            captions_item = captions_item_data.to_dict()
            captions.append(captions_item)

        model = self.model

        style: str = self.style

        language = self.language

        models = self.models.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "captions": captions,
                "model": model,
                "style": style,
                "language": language,
                "models": models,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.caption_out import CaptionOut
        from ..models.crew_out import CrewOut

        d = dict(src_dict)
        captions = []
        _captions = d.pop("captions")
        for captions_item_data in _captions:
            captions_item = CaptionOut.from_dict(captions_item_data)

            captions.append(captions_item)

        model = d.pop("model")

        style = check_captions_out_style(d.pop("style"))

        language = d.pop("language")

        models = CrewOut.from_dict(d.pop("models"))

        captions_out = cls(
            captions=captions,
            model=model,
            style=style,
            language=language,
            models=models,
        )

        return captions_out
