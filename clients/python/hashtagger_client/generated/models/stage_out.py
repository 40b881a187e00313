from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.stage_out_stage import StageOutStage, check_stage_out_stage

T = TypeVar("T", bound="StageOut")


@_attrs_define
class StageOut:
    """One step of image-text-image: the caption, the text in the picture, the prompt that was made of them, and what the
    model read
    of it where what came from the picture had to be shortened.

        Attributes:
            stage (StageOutStage):
            text (str):
            model (None | str):
    """

    stage: StageOutStage
    text: str
    model: None | str

    def to_dict(self) -> dict[str, Any]:
        stage: str = self.stage

        text = self.text

        model: None | str
        model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "stage": stage,
                "text": text,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        stage = check_stage_out_stage(d.pop("stage"))

        text = d.pop("text")

        def _parse_model(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        model = _parse_model(d.pop("model"))

        stage_out = cls(
            stage=stage,
            text=text,
            model=model,
        )

        return stage_out
