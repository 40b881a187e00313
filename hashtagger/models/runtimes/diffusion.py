"""Pictures and clips by diffusers pipelines from a folder: checks wishes, runs batches step by step, withholds unsafe ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps

from hashtagger.errors import BrokenModel, InvalidRequest, MissingComponent
from hashtagger.models import torchvision_shim
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.devices import choose_device, give_back_unused
from hashtagger.models.installed import Installed
from hashtagger.models.precision import precision_for
from hashtagger.models.recipe import Recipe, check_wish, cost_of
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.diffusion_adapters import choose_adapters, wearing
from hashtagger.models.runtimes.diffusion_build import load_painter
from hashtagger.models.runtimes.diffusion_painters import Order, Painter
from hashtagger.models.runtimes.diffusion_safety import SafetyChecker, load_checker
from hashtagger.models.shortening import shortened
from hashtagger.models.spec import ModelSpec
from hashtagger.questions import Generate, Generated
from hashtagger.settings import Settings
from hashtagger.types import Pixels

_PAINTED = 0.95
"""Share of the work that is done when the last step is; the rest is decoding and looking."""


class Painting(NamedTuple):
    """What became of one order."""

    frames: NDArray[np.uint8]
    """[frames, height, width, 3]"""
    withheld: bool
    prompt: str
    """As the model read it."""


class DiffusionRuntime:
    """
    Implements ``Runtime`` for ``Generate``.

    Each wish has a random generator of its own on the CPU, so that a seed gives the same picture on every device and
    whatever else is in its batch, as far as rounding allows.
    """

    def __init__(
        self,
        spec: ModelSpec,
        painter: Painter,
        checker: SafetyChecker | None,
        settings: Settings,
        rows: Sequence[ModelSpec] = CATALOGUE,
    ) -> None:
        """Adapters are looked up among ``rows``. ``painter`` is there to be measured; only ``run`` uses it."""
        assert spec.recipe is not None
        self.recipe: Recipe = spec.recipe
        self._spec, self._settings, self._rows = spec, settings, rows
        self.painter, self._checker = painter, checker
        self._counter = painter.token_counter()
        # Tokenizers keep settings between calls; two threads must not change them at once.
        self._counting = threading.Lock()

    @property
    def resident_bytes(self) -> int:
        return self.painter.resident_bytes + (0 if self._checker is None else self._checker.resident_bytes)

    def prepare(self, question: Generate) -> Ready:
        """Raises InvalidRequest, or MissingComponent for an adapter that was not pulled."""
        check_wish(question, self.recipe, self._spec.model_id)
        question = self._shortened(question)
        self._check_length("prompt", question.prompt)
        self._check_length("negative_prompt", question.negative_prompt)
        adapters = choose_adapters(question.adapters, self._spec, self._settings, self._rows)
        start, size_bytes = None, 0
        if question.image is not None:
            start = _fitted(question.image.pixels, question.width_px, question.height_px)
            size_bytes = question.image.pixels.nbytes + 3 * start.width * start.height
        order = Order(question, adapters, start)
        return Ready(order, _key(question), cost_of(question, self.recipe), size_bytes)

    def run(self, payloads: Sequence[Order], pause: Pause) -> list[Painting]:
        with wearing(self.painter.pipeline, payloads[0].adapters):
            painted = self.painter.paint(payloads, _steps(pause))
        if not np.isfinite(painted).all():
            raise BrokenModel(f"{self._spec.model_id} painted values that are not numbers")
        clips = [(frames * 255).round().astype(np.uint8) for frames in painted.clip(0, 1)]
        withheld = [self._is_unsafe(frames, pause) for frames in clips]
        pause(1.0)
        return [
            Painting(np.zeros_like(frames) if bad else frames, bad, order.wish.prompt)
            for frames, bad, order in zip(clips, withheld, payloads, strict=True)
        ]

    def finish(self, question: Generate, result: Painting) -> Generated:
        read = None if result.prompt == question.prompt else result.prompt
        return Generated(tuple(result.frames), question.seed, result.withheld, read)

    def close(self) -> None:
        del self.painter, self._checker
        give_back_unused()

    def _is_unsafe(self, frames: NDArray[np.uint8], pause: Pause) -> bool:
        """A clip with one unsafe frame is unsafe."""
        if self._checker is None:
            return False
        for first in range(0, len(frames), self._checker.batch):
            pause(_PAINTED)
            if any(self._checker.unsafe(frames[first : first + self._checker.batch])):
                return True
        return False

    def _shortened(self, question: Generate) -> Generate:
        """With as much of its prompt as the model reads, where that can be had by taking words off its spare parts."""
        limit = self.recipe.prompt_tokens
        if limit is None or not question.spare or self._tokens(question.prompt) <= limit:
            return question
        shorter = shortened(question.prompt, question.spare, lambda text: self._tokens(text) <= limit)
        return question if shorter is None else replace(question, prompt=shorter, spare=())

    def _check_length(self, name: str, text: str) -> None:
        """A longer text would lose its end unseen, so it is refused."""
        limit = self.recipe.prompt_tokens
        if limit is None or not text:
            return
        tokens = self._tokens(text)
        if tokens > limit:
            raise InvalidRequest(
                f"{name}: it has {tokens - 2} tokens and {self._spec.model_id} reads {limit - 2}",
                code="prompt_too_long",
                advice="Shorten it: words near the end would be ignored.",
            )

    def _tokens(self, text: str) -> int:
        """With start and end."""
        with self._counting:
            return int(self._counter(text))


def load(model: Installed, settings: Settings, *, rows: Sequence[ModelSpec] = CATALOGUE) -> DiffusionRuntime:
    """
    Build the pipeline, and the safety checker unless it is turned off; nothing is fetched. Loader thread only.

    Raises BrokenModel when the files do not make a model, MissingComponent when the extra or a part is not installed.
    """
    torchvision_shim.install()
    try:
        import diffusers  # noqa: F401
        import peft  # noqa: F401
    except ImportError as error:
        raise MissingComponent(
            f"{model.spec.model_id} needs packages that are not installed: {error}",
            code="missing_package",
            advice="Run \"pip install 'hashtagger[generate]'\".",
        ) from error
    _be_quiet()
    device = choose_device(settings.models.device)
    checker = load_checker(model, settings, device) if settings.generate.safety_checker else None
    painter = load_painter(model, settings, device, dtype_for(model.spec, device))
    return DiffusionRuntime(model.spec, painter, checker, settings, rows)


def dtype_for(spec: ModelSpec, device: torch.device) -> torch.dtype:
    """float16 only for GPUs without bfloat16: some decoders leave its range."""
    if precision_for(spec, device.type) == "float32":
        return torch.float32
    if device.type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.float16
    return torch.bfloat16


def _be_quiet() -> None:
    """Both libraries draw bars and remark on every part that was left out or replaced, which we do on purpose."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    for library in (of_diffusers, of_transformers):
        library.set_verbosity_error()
        library.disable_progress_bar()


def _key(wish: Generate) -> Hashable:
    """Wishes with equal keys go through the same steps."""
    return (
        *(wish.kind, wish.width_px, wish.height_px, wish.steps, wish.guidance, wish.frames, wish.adapters),
        None if wish.image is None else wish.strength,
    )


def _steps(pause: Pause) -> Callable[[float], None]:
    return lambda done: pause(_PAINTED * done)


def _fitted(pixels: Pixels, width: int, height: int) -> Image.Image:
    """The middle of the picture in the asked shape."""
    return ImageOps.fit(Image.fromarray(pixels), (width, height), Image.Resampling.LANCZOS)
