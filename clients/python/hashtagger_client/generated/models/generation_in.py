from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.generation_in_kind import GenerationInKind, check_generation_in_kind
from ..models.generation_in_media_type_type_0 import (
    GenerationInMediaTypeType0,
    check_generation_in_media_type_type_0,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.adapter_in import AdapterIn
    from ..models.generation_in_replace import GenerationInReplace


T = TypeVar("T", bound="GenerationIn")


@_attrs_define
class GenerationIn:
    """A generation asked for in JSON.

    Attributes:
        kind (GenerationInKind): What goes in and what comes out.
        prompt (str | Unset): What to show. image-text-image: {caption} and {text} stand for what was read from the
            picture; empty means {caption}, and a prompt without either replaces it. Default: ''.
        negative_prompt (str | Unset): What not to show. Default: ''.
        replace (GenerationInReplace | Unset): image-text-image: words read → words to put in their place.
        instruction (str | Unset): image-text-image: appended to the prompt, behind a comma. Default: ''.
        model (None | str | Unset): A generator of 'hashtagger models list'.
        width_px (int | None | Unset): Default: what suits model and picture.
        height_px (int | None | Unset):
        seed (int | None | Unset): Default: random; the answer tells it.
        steps (int | None | Unset): Denoising steps; default: the model's own.
        guidance (float | None | Unset): How strictly the prompt is followed.
        strength (float | None | Unset): image-to-image: 1 forgets the picture; default: 0.6.
        adapters (list[AdapterIn] | Unset): In a form: name:weight, separated by commas.
        frames (int | None | Unset): animate: how many pictures the clip has.
        media_type (GenerationInMediaTypeType0 | None | Unset): Default: image/png; of animate, video/mp4.
        webhook_url (None | str | Unset): A public address that is told when the job has ended.
        webhook_secret (None | str | Unset): Needed with webhook_url: whsec_ and base64 of 24 to 64 bytes; signs what is
            sent there (Standard Webhooks). Kept until the delivery is over.
        image_url (None | str | Unset): A public address of a picture.
    """

    kind: GenerationInKind
    prompt: str | Unset = ""
    negative_prompt: str | Unset = ""
    replace: GenerationInReplace | Unset = UNSET
    instruction: str | Unset = ""
    model: None | str | Unset = UNSET
    width_px: int | None | Unset = UNSET
    height_px: int | None | Unset = UNSET
    seed: int | None | Unset = UNSET
    steps: int | None | Unset = UNSET
    guidance: float | None | Unset = UNSET
    strength: float | None | Unset = UNSET
    adapters: list[AdapterIn] | Unset = UNSET
    frames: int | None | Unset = UNSET
    media_type: GenerationInMediaTypeType0 | None | Unset = UNSET
    webhook_url: None | str | Unset = UNSET
    webhook_secret: None | str | Unset = UNSET
    image_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        prompt = self.prompt

        negative_prompt = self.negative_prompt

        replace: dict[str, Any] | Unset = UNSET
        if not isinstance(self.replace, Unset):
            replace = self.replace.to_dict()

        instruction = self.instruction

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        width_px: int | None | Unset
        if isinstance(self.width_px, Unset):
            width_px = UNSET
        else:
            width_px = self.width_px

        height_px: int | None | Unset
        if isinstance(self.height_px, Unset):
            height_px = UNSET
        else:
            height_px = self.height_px

        seed: int | None | Unset
        if isinstance(self.seed, Unset):
            seed = UNSET
        else:
            seed = self.seed

        steps: int | None | Unset
        if isinstance(self.steps, Unset):
            steps = UNSET
        else:
            steps = self.steps

        guidance: float | None | Unset
        if isinstance(self.guidance, Unset):
            guidance = UNSET
        else:
            guidance = self.guidance

        strength: float | None | Unset
        if isinstance(self.strength, Unset):
            strength = UNSET
        else:
            strength = self.strength

        adapters: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.adapters, Unset):
            adapters = []
            for adapters_item_data in self.adapters:
                adapters_item = adapters_item_data.to_dict()
                adapters.append(adapters_item)

        frames: int | None | Unset
        if isinstance(self.frames, Unset):
            frames = UNSET
        else:
            frames = self.frames

        media_type: None | str | Unset
        if isinstance(self.media_type, Unset):
            media_type = UNSET
        elif isinstance(self.media_type, str):
            media_type = self.media_type
        else:
            media_type = self.media_type

        webhook_url: None | str | Unset
        if isinstance(self.webhook_url, Unset):
            webhook_url = UNSET
        else:
            webhook_url = self.webhook_url

        webhook_secret: None | str | Unset
        if isinstance(self.webhook_secret, Unset):
            webhook_secret = UNSET
        else:
            webhook_secret = self.webhook_secret

        image_url: None | str | Unset
        if isinstance(self.image_url, Unset):
            image_url = UNSET
        else:
            image_url = self.image_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if replace is not UNSET:
            field_dict["replace"] = replace
        if instruction is not UNSET:
            field_dict["instruction"] = instruction
        if model is not UNSET:
            field_dict["model"] = model
        if width_px is not UNSET:
            field_dict["width_px"] = width_px
        if height_px is not UNSET:
            field_dict["height_px"] = height_px
        if seed is not UNSET:
            field_dict["seed"] = seed
        if steps is not UNSET:
            field_dict["steps"] = steps
        if guidance is not UNSET:
            field_dict["guidance"] = guidance
        if strength is not UNSET:
            field_dict["strength"] = strength
        if adapters is not UNSET:
            field_dict["adapters"] = adapters
        if frames is not UNSET:
            field_dict["frames"] = frames
        if media_type is not UNSET:
            field_dict["media_type"] = media_type
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if image_url is not UNSET:
            field_dict["image_url"] = image_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.adapter_in import AdapterIn
        from ..models.generation_in_replace import GenerationInReplace

        d = dict(src_dict)
        kind = check_generation_in_kind(d.pop("kind"))

        prompt = d.pop("prompt", UNSET)

        negative_prompt = d.pop("negative_prompt", UNSET)

        _replace = d.pop("replace", UNSET)
        replace: GenerationInReplace | Unset
        if isinstance(_replace, Unset):
            replace = UNSET
        else:
            replace = GenerationInReplace.from_dict(_replace)

        instruction = d.pop("instruction", UNSET)

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_width_px(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        width_px = _parse_width_px(d.pop("width_px", UNSET))

        def _parse_height_px(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        height_px = _parse_height_px(d.pop("height_px", UNSET))

        def _parse_seed(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        seed = _parse_seed(d.pop("seed", UNSET))

        def _parse_steps(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        steps = _parse_steps(d.pop("steps", UNSET))

        def _parse_guidance(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        guidance = _parse_guidance(d.pop("guidance", UNSET))

        def _parse_strength(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        strength = _parse_strength(d.pop("strength", UNSET))

        _adapters = d.pop("adapters", UNSET)
        adapters: list[AdapterIn] | Unset = UNSET
        if _adapters is not UNSET:
            adapters = []
            for adapters_item_data in _adapters:
                adapters_item = AdapterIn.from_dict(adapters_item_data)

                adapters.append(adapters_item)

        def _parse_frames(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        frames = _parse_frames(d.pop("frames", UNSET))

        def _parse_media_type(
            data: object,
        ) -> GenerationInMediaTypeType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                media_type_type_0 = check_generation_in_media_type_type_0(data)

                return media_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(GenerationInMediaTypeType0 | None | Unset, data)

        media_type = _parse_media_type(d.pop("media_type", UNSET))

        def _parse_webhook_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        webhook_url = _parse_webhook_url(d.pop("webhook_url", UNSET))

        def _parse_webhook_secret(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        webhook_secret = _parse_webhook_secret(d.pop("webhook_secret", UNSET))

        def _parse_image_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        image_url = _parse_image_url(d.pop("image_url", UNSET))

        generation_in = cls(
            kind=kind,
            prompt=prompt,
            negative_prompt=negative_prompt,
            replace=replace,
            instruction=instruction,
            model=model,
            width_px=width_px,
            height_px=height_px,
            seed=seed,
            steps=steps,
            guidance=guidance,
            strength=strength,
            adapters=adapters,
            frames=frames,
            media_type=media_type,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            image_url=image_url,
        )

        return generation_in
