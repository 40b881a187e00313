from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.adapter_out import AdapterOut
    from ..models.generation_request_out_replace import GenerationRequestOutReplace


T = TypeVar("T", bound="GenerationRequestOut")


@_attrs_define
class GenerationRequestOut:
    """The request with everything filled in that was left open; sent again with this seed it gives the same picture.

    Attributes:
        prompt (str):
        negative_prompt (str):
        replace (GenerationRequestOutReplace):
        instruction (str):
        width_px (int):
        height_px (int):
        seed (int):
        steps (int):
        guidance (float):
        strength (float):
        adapters (list[AdapterOut]):
        frames (int):
        media_type (str):
    """

    prompt: str
    negative_prompt: str
    replace: GenerationRequestOutReplace
    instruction: str
    width_px: int
    height_px: int
    seed: int
    steps: int
    guidance: float
    strength: float
    adapters: list[AdapterOut]
    frames: int
    media_type: str

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        negative_prompt = self.negative_prompt

        replace = self.replace.to_dict()

        instruction = self.instruction

        width_px = self.width_px

        height_px = self.height_px

        seed = self.seed

        steps = self.steps

        guidance = self.guidance

        strength = self.strength

        adapters = []
        for adapters_item_data in self.adapters:
            adapters_item = adapters_item_data.to_dict()
            adapters.append(adapters_item)

        frames = self.frames

        media_type = self.media_type

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "negative_prompt": negative_prompt,
                "replace": replace,
                "instruction": instruction,
                "width_px": width_px,
                "height_px": height_px,
                "seed": seed,
                "steps": steps,
                "guidance": guidance,
                "strength": strength,
                "adapters": adapters,
                "frames": frames,
                "media_type": media_type,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.adapter_out import AdapterOut
        from ..models.generation_request_out_replace import GenerationRequestOutReplace

        d = dict(src_dict)
        prompt = d.pop("prompt")

        negative_prompt = d.pop("negative_prompt")

        replace = GenerationRequestOutReplace.from_dict(d.pop("replace"))

        instruction = d.pop("instruction")

        width_px = d.pop("width_px")

        height_px = d.pop("height_px")

        seed = d.pop("seed")

        steps = d.pop("steps")

        guidance = d.pop("guidance")

        strength = d.pop("strength")

        adapters = []
        _adapters = d.pop("adapters")
        for adapters_item_data in _adapters:
            adapters_item = AdapterOut.from_dict(adapters_item_data)

            adapters.append(adapters_item)

        frames = d.pop("frames")

        media_type = d.pop("media_type")

        generation_request_out = cls(
            prompt=prompt,
            negative_prompt=negative_prompt,
            replace=replace,
            instruction=instruction,
            width_px=width_px,
            height_px=height_px,
            seed=seed,
            steps=steps,
            guidance=guidance,
            strength=strength,
            adapters=adapters,
            frames=frames,
            media_type=media_type,
        )

        return generation_request_out
