"""Everything a model is asked for, over any backend: chooses the row, splits questions, remembers texts."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import numpy as np

from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.installed import ActiveModels, active_models, choose
from hashtagger.models.precision import precision_for
from hashtagger.models.runtimes.clip_card import read_clip_card
from hashtagger.models.spec import ModelSpec
from hashtagger.ports import ModelBackend
from hashtagger.questions import (
    Answer,
    AnswerQuestions,
    EmbedImage,
    EmbedText,
    Generate,
    Generated,
    OnProgress,
    Priority,
    ReadText,
    TellStory,
    TextBox,
    Translate,
    Vector,
    WriteCaptions,
)
from hashtagger.settings import Settings
from hashtagger.types import Caption, Deadline, DecodedImage, ModelStatus, ModelVersions, PoolStatus, Task, Vectors

T = TypeVar("T")

BULK_TEXTS = 64
"""A question of more texts than this is asked in pieces that let everybody else go first."""
CACHED_TEXTS = 2048
WARM_UP_S = 120.0
FULL_CAPTIONER_PX = 384
"""What the captioners that are pulled look at, at most; the shipped one shares the embedding model's picture."""


class CatalogueModels:
    """
    Implements ``hashtagger.ports.VisionModels`` with the rows of the catalogue over ``backend``, which it closes.

    Belongs to one event loop. Loads nothing itself, and does not import torch.
    """

    def __init__(self, settings: Settings, backend: ModelBackend, *, rows: Sequence[ModelSpec] = CATALOGUE) -> None:
        """
        Raises ``MissingComponent`` (a model of a recommendation was not pulled), ``NotFound`` (no such row) or
        ``BrokenModel`` (unreadable files).
        """
        self.active: ActiveModels = active_models(settings, rows)
        self._settings, self._rows, self._backend = settings, rows, backend
        self._card = read_clip_card(self.active.clip, precision_for(self.active.clip.spec, settings.models.device))
        self._known_texts: OrderedDict[str, Vector] = OrderedDict()

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
    def wanted_px(self) -> int:
        """See ``VisionModels.wanted_px``."""
        of_captioner = 0 if self.active.caption.spec.shipped else FULL_CAPTIONER_PX
        return max(self._card.preprocess.height_px, self._card.preprocess.width_px, of_captioner)

    @property
    def tag_map(self) -> Vectors | None:
        return self._card.tag_map

    def row_for(self, task: Task, *, model: str | None = None, language: str | None = None) -> str:
        """See ``VisionModels.row_for``."""
        if model is None and language is None:
            # What a recommendation uses is fixed when the process starts: its vectors are in the index.
            fixed = {Task.CLIP: self.active.clip, Task.CAPTION: self.active.caption}.get(task)
            if fixed is not None:
                return fixed.spec.model_id
        return choose(task, self._settings, self._rows, model=model, language=language).spec.model_id

    async def embed_images(
        self, images: Sequence[DecodedImage], *, deadline: Deadline, priority: Priority = Priority.INTERACTIVE
    ) -> Vectors:
        """See ``VisionModels.embed_images``."""
        if not images:
            return self._nothing()
        row, ask = self.row_for(Task.CLIP), self._backend.ask
        questions = [ask(row, EmbedImage(image), deadline=deadline, priority=priority) for image in images]
        return np.stack(await _all_or_none(questions))

    async def embed_texts(
        self, texts: Sequence[str], *, deadline: Deadline, priority: Priority = Priority.INTERACTIVE
    ) -> Vectors:
        """See ``VisionModels.embed_texts``."""
        if not texts:
            return self._nothing()
        if len(texts) <= BULK_TEXTS:
            return np.stack(await _all_or_none([self._embed_text(text, deadline, priority) for text in texts]))
        row, ask = self.row_for(Task.CLIP), self._backend.ask
        found: list[Vector] = []
        for first in range(0, len(texts), BULK_TEXTS):
            piece = [EmbedText(text) for text in texts[first : first + BULK_TEXTS]]
            found += await _all_or_none([ask(row, each, deadline=deadline, priority=Priority.BULK) for each in piece])
        return np.stack(found)

    async def caption(
        self,
        image: DecodedImage,
        *,
        count: int = 1,
        prompt: str | None = None,
        max_words: int = 20,
        seed: int | None = None,
        model: str | None = None,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
    ) -> list[Caption]:
        """See ``VisionModels.caption``."""
        row = self.row_for(Task.CAPTION, model=model)
        question = WriteCaptions(image, count, prompt, max_words, seed)
        return list(await self._backend.ask(row, question, deadline=deadline, priority=priority))

    async def translate(self, text: str, *, source: str, target: str, deadline: Deadline) -> str:
        """See ``VisionModels.translate``."""
        row = self.row_for(Task.TRANSLATE, language=target)
        return await self._backend.ask(row, Translate(text, source, target), deadline=deadline)

    async def tell_story(self, captions: Sequence[str], *, sentences: int, seed: int, deadline: Deadline) -> str:
        """See ``VisionModels.tell_story``."""
        question = TellStory(tuple(captions), sentences, seed)
        return await self._backend.ask(self.row_for(Task.STORY), question, deadline=deadline)

    async def answer(
        self,
        image: DecodedImage,
        questions: Sequence[str],
        *,
        candidates: Sequence[str] | None = None,
        model: str | None = None,
        deadline: Deadline,
    ) -> list[Answer]:
        """See ``VisionModels.answer``."""
        row = self.row_for(Task.ANSWER, model=model)
        if not questions:
            return []
        asked = AnswerQuestions(image, tuple(questions), None if candidates is None else tuple(candidates))
        return list(await self._backend.ask(row, asked, deadline=deadline))

    async def read_text(
        self,
        image: DecodedImage,
        *,
        model: str | None = None,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
    ) -> list[TextBox]:
        """See ``VisionModels.read_text``."""
        row = self.row_for(Task.READ_TEXT, model=model)
        return list(await self._backend.ask(row, ReadText(image), deadline=deadline, priority=priority))

    async def generate(
        self,
        question: Generate,
        *,
        model: str | None = None,
        deadline: Deadline,
        on_progress: OnProgress | None = None,
    ) -> Generated:
        """See ``VisionModels.generate``."""
        row = self.row_for(Task.GENERATE, model=model)
        return await self._backend.ask(
            row, question, deadline=deadline, priority=Priority.BULK, on_progress=on_progress
        )

    async def warm_up(self) -> None:
        """See ``VisionModels.warm_up``."""
        deadline = Deadline.after(WARM_UP_S)
        blank = DecodedImage(np.full((64, 64, 3), 127, np.uint8), 64, 64, "PNG", "warm-up")
        await self.embed_images([blank], deadline=deadline)
        await self.embed_texts(["a photo"], deadline=deadline)
        await self.caption(blank, deadline=deadline)

    async def status(self) -> tuple[ModelStatus, ...]:
        return await self._backend.status()

    async def pool_status(self) -> PoolStatus:
        return await self._backend.pool_status()

    async def aclose(self) -> None:
        await self._backend.aclose()

    async def _embed_text(self, text: str, deadline: Deadline, priority: Priority) -> Vector:
        """Captions and drafts come back within one request and between retries: remember the last few."""
        known = self._known_texts.get(text)
        if known is not None:
            self._known_texts.move_to_end(text)
            return known
        row = self.row_for(Task.CLIP)
        vector = await self._backend.ask(row, EmbedText(text), deadline=deadline, priority=priority)
        self._known_texts[text] = vector
        if len(self._known_texts) > CACHED_TEXTS:
            self._known_texts.popitem(last=False)
        return vector

    def _nothing(self) -> Vectors:
        return np.zeros((0, self.embedding_dim), np.float32)


async def _all_or_none(questions: Sequence[Awaitable[T]]) -> list[T]:
    """Answers in order; when one fails the others are withdrawn, because nobody will read them."""
    if len(questions) == 1:
        return [await questions[0]]
    tasks = [asyncio.ensure_future(question) for question in questions]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
