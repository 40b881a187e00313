"""One painter for each kind of pipeline: takes a batch of orders through its steps, and tells after each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from hashtagger.models.devices import weights_bytes
from hashtagger.models.recipe import FRAMES_PER_S
from hashtagger.models.runtimes.diffusion_adapters import Worn
from hashtagger.questions import Generate, GenerationKind

Painted = NDArray[np.float32]
"""0..1, [orders, frames, height, width, 3]"""

OnStep = Callable[[float], None]
"""Told the share of the steps that is done; may raise to stop."""

TILED_PIXELS = 768 * 768
"""A larger picture is decoded in tiles, which bounds memory at the price of faint seams."""
DECODED_FRAMES = 4
"""Frames of a clip that are decoded together."""


@dataclass(frozen=True, slots=True)
class Order:
    """One wish, prepared."""

    wish: Generate
    adapters: tuple[Worn, ...]
    start: Image.Image | None
    """The picture it starts from, at the size of the result."""


class Painter(Protocol):
    pipeline: Any
    """Adapters are mixed into its networks."""

    @property
    def resident_bytes(self) -> int: ...

    def token_counter(self) -> Callable[[str], int]:
        """Counts tokens with start and end; shares nothing with the pipeline."""
        ...

    def paint(self, orders: Sequence[Order], on_step: OnStep) -> Painted: ...


class _Painter:
    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        pipeline.set_progress_bar_config(disable=True)

    @property
    def resident_bytes(self) -> int:
        return sum(_bytes_of(part) for part in self.pipeline.components.values())

    def token_counter(self) -> Callable[[str], int]:
        tokenizer = copy.deepcopy(self.pipeline.tokenizer)
        return lambda text: len(tokenizer(text, truncation=False).input_ids)


class LatentPainter(_Painter):
    """Stable Diffusion 1, 2 and XL: from a text, or from a text and a picture, with the same networks."""

    def __init__(self, pipeline: Any, from_image: Any) -> None:
        super().__init__(pipeline)
        self._from_image = from_image
        from_image.set_progress_bar_config(disable=True)
        # One picture at a time through the decoder: the same result in a batch's fraction of memory.
        pipeline.vae.enable_slicing()

    def paint(self, orders: Sequence[Order], on_step: OnStep) -> Painted:
        wish = orders[0].wish
        _tile(self.pipeline.vae, wish.width_px * wish.height_px > TILED_PIXELS)
        if wish.kind is GenerationKind.IMAGE_TO_IMAGE:
            starts = [order.start for order in orders]
            painted = self._from_image(
                image=starts, strength=wish.strength, **_asked(orders, on_step), **_texts(orders)
            )
        else:
            size = {"width": wish.width_px, "height": wish.height_px}
            painted = self.pipeline(**size, **_asked(orders, on_step), **_texts(orders))
        return _with_frames(painted.images)


class CascadePainter(_Painter):
    """DeepFloyd IF: 64 pixels from the text, then 256 from both; one text encoder serves both stages."""

    def __init__(self, pipeline: Any, enlarge: Any) -> None:
        super().__init__(pipeline)
        self._enlarge = enlarge
        enlarge.set_progress_bar_config(disable=True)

    @property
    def resident_bytes(self) -> int:
        return super().resident_bytes + _bytes_of(self._enlarge.unet)

    def paint(self, orders: Sequence[Order], on_step: OnStep) -> Painted:
        wish = orders[0].wish
        with torch.no_grad():
            prompt, negative = self.pipeline.encode_prompt(
                **_texts(orders), do_classifier_free_guidance=wish.guidance > 1, clean_caption=False
            )
        shared: dict[str, Any] = {
            "prompt_embeds": prompt,
            "negative_prompt_embeds": negative,
            "num_inference_steps": wish.steps,
            "guidance_scale": wish.guidance,
            "generator": _generators(orders),
        }
        small = self.pipeline(**shared, output_type="pt", callback=_half(wish.steps, on_step, 0.0)).images
        large = self._enlarge(**shared, image=small, output_type="np", callback=_half(wish.steps, on_step, 0.5)).images
        return _with_frames(large)


class MotionPainter(_Painter):
    """AnimateDiff (Guo et al. 2023, arXiv 2307.04725): a clip of the still picture, noised and painted anew as one."""

    def __init__(self, pipeline: Any) -> None:
        super().__init__(pipeline)
        pipeline.vae.enable_slicing()

    def paint(self, orders: Sequence[Order], on_step: OnStep) -> Painted:
        wish = orders[0].wish
        stills = [[order.start] * wish.frames for order in orders]
        found = self.pipeline(
            video=stills,
            width=wish.width_px,
            height=wish.height_px,
            strength=wish.strength,
            decode_chunk_size=DECODED_FRAMES,
            **_asked(orders, on_step),
            **_texts(orders),
        )
        return np.asarray(found.frames, np.float32)


class VideoPainter(_Painter):
    """Stable Video Diffusion (Blattmann et al. 2023, arXiv 2311.15127): a clip that begins with the picture."""

    def token_counter(self) -> Callable[[str], int]:
        return lambda text: 0

    def paint(self, orders: Sequence[Order], on_step: OnStep) -> Painted:
        wish = orders[0].wish
        asked = _asked(orders, on_step)
        found = self.pipeline(
            image=[order.start for order in orders],
            width=wish.width_px,
            height=wish.height_px,
            num_frames=wish.frames,
            fps=FRAMES_PER_S,
            max_guidance_scale=asked.pop("guidance_scale"),
            decode_chunk_size=DECODED_FRAMES,
            **asked,
        )
        return np.asarray(found.frames, np.float32)


def _asked(orders: Sequence[Order], on_step: OnStep) -> dict[str, Any]:
    """What all latent pipelines take by the same names."""

    def after(pipeline: Any, step: int, _: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        on_step((step + 1) / pipeline.num_timesteps)
        return tensors

    wish = orders[0].wish
    return {
        "num_inference_steps": wish.steps,
        "guidance_scale": wish.guidance,
        "generator": _generators(orders),
        "output_type": "np",
        "callback_on_step_end": after,
    }


def _texts(orders: Sequence[Order]) -> dict[str, list[str]]:
    return {
        "prompt": [order.wish.prompt for order in orders],
        "negative_prompt": [order.wish.negative_prompt for order in orders],
    }


def _generators(orders: Sequence[Order]) -> list[torch.Generator]:
    return [torch.Generator("cpu").manual_seed(order.wish.seed) for order in orders]


def _half(steps: int, on_step: OnStep, start: float) -> Callable[[int, Any, Any], None]:
    """For the older pipelines' callback: this stage is the half of the work that begins at ``start``."""
    return lambda step, _, __: on_step(start + (step + 1) / steps / 2)


def _tile(vae: Any, wanted: bool) -> None:
    # The small decoder needs little memory as it is.
    if not hasattr(vae, "quant_conv"):
        return
    (vae.enable_tiling if wanted else vae.disable_tiling)()


def _with_frames(pictures: Any) -> Painted:
    """[n, height, width, 3] as clips of one frame."""
    return np.asarray(pictures, np.float32)[:, None]


def _bytes_of(part: Any) -> int:
    return weights_bytes(part) if isinstance(part, torch.nn.Module) else 0
