"""The models in this process: loaded when first needed, fed in batches, on threads of their own."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np

from hashtagger.errors import DeadlineExceeded
from hashtagger.models import threads
from hashtagger.models.batcher import Batcher, BatchPolicy, Priority
from hashtagger.models.catalogue import CATALOGUE, ModelSpec
from hashtagger.models.installed import ActiveModels, active_models
from hashtagger.models.loading import LazyModel, LoadState
from hashtagger.models.precision import precision_for
from hashtagger.models.runtimes.base import CaptionRuntime, ClipRuntime
from hashtagger.models.runtimes.clip_card import read_clip_card
from hashtagger.models.runtimes.preprocess import Prepared
from hashtagger.models.serving import load_caption, load_clip
from hashtagger.settings import Settings
from hashtagger.types import Caption, Deadline, DecodedImage, ModelVersions, Vectors

T = TypeVar("T")

GPU_BATCH = 32
"""Pictures of one batch on a GPU, where a batch costs little more than one picture."""
TEXT_POLICY = BatchPolicy(max_items=64, max_queued=1024)
BULK_TEXTS = 64
"""A question of more texts than this is asked in pieces that let everybody else go first."""
CACHED_TEXTS = 2048
WARM_UP_S = 120.0


@dataclass(frozen=True, slots=True)
class CaptionWish:
    """Pictures with equal wishes may share a batch."""

    count: int
    prompt: str | None
    max_words: int


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """For ``/readyz`` and ``hashtagger doctor``."""

    model_id: str
    state: LoadState
    healthy: bool
    """False when it failed to load or its serving task died."""
    detail: str = ""


class LocalModels:
    """
    Implements ``hashtagger.ports.VisionModels``. Belongs to one event loop; ``aclose`` ends its threads.

    All models share one device thread: on a CPU two of them would fight for the same cores, on a GPU they would wait
    for each other anyway.
    """

    def __init__(self, settings: Settings, *, rows: Sequence[ModelSpec] = CATALOGUE) -> None:
        """
        Chooses the models; loads nothing and does not import torch.

        Raises ``MissingComponent`` (not pulled, with the command that helps), ``NotFound`` (no such row) or
        ``BrokenModel`` (unreadable files).
        """
        self.active: ActiveModels = active_models(settings, rows)
        self._settings, self._rows = settings, rows
        spec = self.active.clip.spec
        self._card = read_clip_card(self.active.clip, precision_for(spec, settings.models.device))
        prepare = partial(threads.configure_torch, settings.models.threads)
        self._loader = ThreadPoolExecutor(1, "model-loader", initializer=prepare)
        self._device = ThreadPoolExecutor(1, "model-device", initializer=prepare)
        self._preparers = ThreadPoolExecutor(min(4, threads.usable_cores()), "model-prepare")
        self._clip = LazyModel(spec.model_id, self._load_clip)
        self._captioner = LazyModel(self.active.caption.spec.model_id, self._load_captioner)
        self._images: Batcher[Prepared, Vectors] | None = None
        self._texts: Batcher[str, Vectors] | None = None
        self._captions: Batcher[tuple[Prepared, CaptionWish], list[Caption]] | None = None
        self._known_texts: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def versions(self) -> ModelVersions:
        return ModelVersions(self.active.clip.spec.model_id, self.active.caption.spec.model_id)

    @property
    def embedding_fingerprint(self) -> str:
        return self._card.fingerprint

    @property
    def embedding_dim(self) -> int:
        return self._card.dim

    @property
    def tag_map(self) -> Vectors | None:
        return self._card.tag_map

    async def embed_images(self, images: Sequence[DecodedImage], *, deadline: Deadline) -> Vectors:
        """See ``VisionModels.embed_images``."""
        if not images:
            return self._nothing()
        runtime = await self._clip.get(deadline)
        if self._images is None:
            self._images = Batcher(
                _rows_of(runtime.embed_images),
                self._policy(self.active.clip.spec, max_queued=256),
                executor=self._device,
                name="images",
            )
        batcher = self._images

        async def one(image: DecodedImage) -> Vectors:
            return await batcher.submit(await self._prepare(runtime, image, deadline), deadline=deadline)

        return np.stack(await _all_or_none([one(image) for image in images]))

    async def embed_texts(self, texts: Sequence[str], *, deadline: Deadline) -> Vectors:
        """See ``VisionModels.embed_texts``."""
        if not texts:
            return self._nothing()
        runtime = await self._clip.get(deadline)
        if self._texts is None:
            self._texts = Batcher(_rows_of(runtime.embed_texts), TEXT_POLICY, executor=self._device, name="texts")
        if len(texts) <= BULK_TEXTS:
            return np.stack(await _all_or_none([self._embed_text(text, deadline) for text in texts]))
        submit = partial(self._texts.submit, deadline=deadline, priority=Priority.BULK)
        found: list[Vectors] = []
        for first in range(0, len(texts), BULK_TEXTS):
            found += await _all_or_none([submit(text) for text in texts[first : first + BULK_TEXTS]])
        return np.stack(found)

    async def caption(
        self,
        image: DecodedImage,
        *,
        count: int = 1,
        prompt: str | None = None,
        max_words: int = 20,
        deadline: Deadline,
    ) -> list[Caption]:
        """See ``VisionModels.caption``."""
        runtime = await self._captioner.get(deadline)
        if self._captions is None:
            self._captions = Batcher(
                partial(_caption_batch, runtime),
                self._policy(self.active.caption.spec, max_queued=64),
                executor=self._device,
                name="captions",
            )
        wish = CaptionWish(count, prompt, max_words)
        prepared = await self._prepare(runtime, image, deadline)
        return await self._captions.submit((prepared, wish), deadline=deadline, key=wish)

    async def warm_up(self) -> None:
        """Load both models and run each once, so that the first request does not pay for it."""
        deadline = Deadline.after(WARM_UP_S)
        blank = DecodedImage(np.full((64, 64, 3), 127, np.uint8), 64, 64, "PNG", "warm-up")
        await self.embed_images([blank], deadline=deadline)
        await self.embed_texts(["a photo"], deadline=deadline)
        await self.caption(blank, deadline=deadline)

    def health(self) -> tuple[ModelHealth, ...]:
        """One entry a model: the embedding model first."""
        serving: tuple[tuple[LazyModel[ClipRuntime] | LazyModel[CaptionRuntime], bool], ...] = (
            (self._clip, _alive(self._images) and _alive(self._texts)),
            (self._captioner, _alive(self._captions)),
        )
        return tuple(
            ModelHealth(model.name, model.state, alive and model.state is not LoadState.FAILED, str(model.error or ""))
            for model, alive in serving
        )

    async def aclose(self) -> None:
        for batcher in (self._images, self._texts, self._captions):
            if batcher is not None:
                await batcher.aclose()
        await self._clip.aclose()
        await self._captioner.aclose()
        for executor in (self._loader, self._device, self._preparers):
            executor.shutdown(wait=False, cancel_futures=True)

    async def _embed_text(self, text: str, deadline: Deadline) -> Vectors:
        """Captions and drafts come back within one request and between retries: remember the last few."""
        known = self._known_texts.get(text)
        if known is not None:
            self._known_texts.move_to_end(text)
            return known
        assert self._texts is not None
        vector = await self._texts.submit(text, deadline=deadline)
        self._known_texts[text] = vector
        if len(self._known_texts) > CACHED_TEXTS:
            self._known_texts.popitem(last=False)
        return vector

    async def _prepare(
        self, runtime: ClipRuntime | CaptionRuntime, image: DecodedImage, deadline: Deadline
    ) -> Prepared:
        try:
            async with asyncio.timeout(deadline.remaining_s):
                return await _on(self._preparers, partial(runtime.prepare, image))
        except TimeoutError:
            raise DeadlineExceeded("the picture was not prepared in time", retry_after_s=1.0) from None

    async def _load_clip(self) -> ClipRuntime:
        return await _on(self._loader, partial(load_clip, self._card, self._settings))

    async def _load_captioner(self) -> CaptionRuntime:
        tower = None
        if self.active.caption.spec.shipped and self.active.clip.spec.shipped:
            tower = await self._clip.get(Deadline.after(WARM_UP_S))
        return await _on(self._loader, partial(load_caption, self.active, self._settings, self._rows, tower))

    def _policy(self, spec: ModelSpec, *, max_queued: int) -> BatchPolicy:
        from hashtagger.models.runtimes.openclip import choose_device

        on_gpu = choose_device(self._settings.models.device).type != "cpu"
        return BatchPolicy(max_items=GPU_BATCH if on_gpu else spec.cpu_batch, max_queued=max_queued)

    def _nothing(self) -> Vectors:
        return np.zeros((0, self.embedding_dim), np.float32)


def _rows_of(embed: Callable[[Sequence[T]], Vectors]) -> Callable[[Sequence[T]], Sequence[Vectors]]:
    """The same function with its answer as one vector an item."""
    return lambda items: list(embed(items))


def _caption_batch(runtime: CaptionRuntime, payloads: Sequence[tuple[Prepared, CaptionWish]]) -> list[list[Caption]]:
    wish = payloads[0][1]
    return runtime.caption(
        [prepared for prepared, _ in payloads], count=wish.count, prompt=wish.prompt, max_words=wish.max_words
    )


async def _on(executor: Executor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, work)


async def _all_or_none(questions: Sequence[Awaitable[T]]) -> list[T]:
    """Answers in order; when one fails the others are withdrawn, because nobody will read them."""
    tasks = [asyncio.ensure_future(question) for question in questions]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _alive(batcher: Batcher[Any, Any] | None) -> bool:
    return batcher is None or batcher.healthy
