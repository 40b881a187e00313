"""Models for tests and demonstrations without torch: texts that share words are near, pictures are what they are told to be."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from hashtagger.errors import DeadlineExceeded, HashtaggerError, MissingComponent, ModelUnavailable
from hashtagger.models.shortening import shortened
from hashtagger.questions import Answer, Generate, Generated, OnProgress, Priority, TextBox
from hashtagger.types import Caption, Deadline, DecodedImage, ModelStatus, ModelVersions, PoolStatus, Task, Vectors

DIM = 64
_WORD = re.compile(r"[^\W_]+")
_COLOURS = {
    "black": (20, 20, 20),
    "white": (240, 240, 240),
    "grey": (128, 128, 128),
    "red": (200, 40, 40),
    "green": (50, 160, 60),
    "blue": (50, 90, 200),
    "yellow": (230, 210, 60),
    "brown": (120, 80, 45),
}
_OPENINGS = ("{}", "a photo of {}", "a picture of {}", "{} in the picture", "this is {}")


class FakeModels:
    """
    Implements ``hashtagger.ports.VisionModels``; every answer is a function of its question alone.

    A picture shows ``describes[fingerprint]``, or else the name of its mean colour. ``failures`` (method name → error)
    are raised instead of answers, ``gates`` (method name → event) are waited for within the deadline, and ``calls``
    counts the questions of each method. ``writings`` (fingerprint → text) is what can be read in pictures, ``generated``
    keeps what was asked to be drawn, prompts are shortened to ``reads_chars`` where they may be, and rows in ``not_pulled``
    are missing.
    """

    versions = ModelVersions("fake-clip", "fake-caption")
    embedding_dim = DIM
    wanted_px = 256

    def __init__(
        self,
        describes: Mapping[str, str] | None = None,
        *,
        fingerprint: str = "fake-embedding-1",
        tag_map: Vectors | None = None,
    ) -> None:
        self.describes = dict(describes or {})
        self.embedding_fingerprint = fingerprint
        self.tag_map = tag_map
        self.failures: dict[str, Exception] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.calls: dict[str, int] = {}
        self.priorities: dict[str, Priority] = {}
        """method → of its last call, where it has one"""
        self.writings: dict[str, str] = {}
        self.generated: list[Generate] = []
        self.reads_chars: int | None = None
        self.not_pulled: set[str] = set()
        self.statuses: tuple[ModelStatus, ...] = ()
        self.pool = PoolStatus(())

    async def embed_images(
        self, images: Sequence[DecodedImage], *, deadline: Deadline, priority: Priority = Priority.INTERACTIVE
    ) -> Vectors:
        await self._begin("embed_images", deadline)
        return _stack([_text_vector(self._shown(image)) for image in images])

    async def embed_texts(
        self, texts: Sequence[str], *, deadline: Deadline, priority: Priority = Priority.INTERACTIVE
    ) -> Vectors:
        await self._begin("embed_texts", deadline)
        return _stack([_text_vector(text) for text in texts])

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
        await self._begin("caption", deadline, priority)
        sentences = (opening.format(self._shown(image)) for opening in _OPENINGS)
        texts = [" ".join(f"{prompt or ''} {sentence}".split()[:max_words]) for sentence in sentences]
        distinct = list(dict.fromkeys(texts))[:count]
        return [Caption(text, -0.5 - 0.1 * place) for place, text in enumerate(distinct)]

    async def translate(self, text: str, *, source: str, target: str, deadline: Deadline) -> str:
        """The text with its target language before it."""
        self.row_for(Task.TRANSLATE, language=target)
        await self._begin("translate", deadline)
        return f"[{target}] {text}"

    async def tell_story(self, captions: Sequence[str], *, sentences: int, seed: int, deadline: Deadline) -> str:
        """As many sentences as asked, from the captions in turn."""
        self.row_for(Task.STORY)
        await self._begin("tell_story", deadline)
        told = [captions[place % len(captions)] for place in range(sentences)]
        return " ".join(f"{caption.capitalize()}." for caption in told)

    async def answer(
        self,
        image: DecodedImage,
        questions: Sequence[str],
        *,
        candidates: Sequence[str] | None = None,
        model: str | None = None,
        deadline: Deadline,
    ) -> list[Answer]:
        """What the picture shows, or the candidates in their order."""
        self.row_for(Task.ANSWER, model=model)
        await self._begin("answer", deadline)
        if candidates is None:
            return [Answer(self._shown(image), 0.9) for _ in questions]
        total = sum(range(1, len(candidates) + 1))
        ranked = tuple((text, (len(candidates) - place) / total) for place, text in enumerate(candidates))
        return [Answer(*ranked[0], ranked) for _ in questions]

    async def read_text(
        self,
        image: DecodedImage,
        *,
        model: str | None = None,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
    ) -> list[TextBox]:
        """One box with ``writings[fingerprint]``, or nothing."""
        self.row_for(Task.READ_TEXT, model=model)
        await self._begin("read_text", deadline, priority)
        corners = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.3), (0.1, 0.3))
        written = self.writings.get(image.fingerprint)
        return [] if written is None else [TextBox(written, 0.9, corners)]

    async def generate(
        self,
        question: Generate,
        *,
        model: str | None = None,
        deadline: Deadline,
        on_progress: OnProgress | None = None,
    ) -> Generated:
        """One colour that depends on prompt and seed; the gate is waited for in the middle of the steps."""
        self.generated.append(question)
        for step in range(question.steps):
            if step == question.steps // 2:
                await self._begin("generate", deadline)
            await asyncio.sleep(0)
            if on_progress is not None:
                on_progress((step + 1) / question.steps)
        read = self._read_of(question)
        colour = hashlib.sha256(f"{read or question.prompt}:{question.seed}".encode()).digest()[:3]
        shape = (question.height_px, question.width_px, 3)
        frame = np.broadcast_to(np.frombuffer(colour, np.uint8), shape).copy()
        return Generated((frame,) * question.frames, question.seed, prompt=read)

    def row_for(self, task: Task, *, model: str | None = None, language: str | None = None) -> str:
        row = model or f"fake-{task.value}"
        if row in self.not_pulled:
            raise MissingComponent(
                f"the model {row!r} is not installed",
                code="model_not_installed",
                advice=f"Run 'hashtagger models pull {row}'.",
            )
        return row

    async def warm_up(self) -> None:
        await self._begin("warm_up", Deadline.after(60))

    async def status(self) -> tuple[ModelStatus, ...]:
        return self.statuses

    async def pool_status(self) -> PoolStatus:
        """``pool``, or the error that ``fail("pool_status")`` set."""
        await self._begin("pool_status", Deadline.after(60))
        return self.pool

    async def aclose(self) -> None:
        """Nothing to close."""

    def fail(self, method: str, error: HashtaggerError | None = None) -> None:
        """From now on ``method`` raises ``error`` (default: ModelUnavailable)."""
        self.failures[method] = error or ModelUnavailable("the fake is told to fail", retry_after_s=1.0)

    def hold(self, method: str) -> asyncio.Event:
        """From now on ``method`` waits for the returned event."""
        return self.gates.setdefault(method, asyncio.Event())

    def _read_of(self, question: Generate) -> str | None:
        """The prompt where it had to be shortened."""
        most = self.reads_chars
        if most is None or len(question.prompt) <= most:
            return None
        return shortened(question.prompt, question.spare, lambda text: len(text) <= most)

    async def _begin(self, method: str, deadline: Deadline, priority: Priority = Priority.INTERACTIVE) -> None:
        self.priorities[method] = priority
        self.calls[method] = self.calls.get(method, 0) + 1
        gate = self.gates.get(method)
        try:
            async with asyncio.timeout(deadline.remaining_s):
                # Yields to the loop even without a gate, so that an expired deadline is noticed.
                await (gate.wait() if gate is not None else asyncio.sleep(0))
        except TimeoutError:
            raise DeadlineExceeded(f"{method}: no answer in time", retry_after_s=1.0) from None
        if deadline.remaining_s <= 0:
            raise DeadlineExceeded(f"{method}: no answer in time", retry_after_s=1.0)
        if method in self.failures:
            raise self.failures[method]

    def _shown(self, image: DecodedImage) -> str:
        return self.describes.get(image.fingerprint) or _colour_name(image)


def _colour_name(image: DecodedImage) -> str:
    mean = image.pixels.reshape(-1, 3).mean(axis=0)
    return min(_COLOURS, key=lambda name: float(np.square(mean - _COLOURS[name]).sum()))


def _stack(rows: Sequence[Vectors]) -> Vectors:
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, DIM), np.float32)


def _text_vector(text: str) -> Vectors:
    """The unit sum of its words' vectors; plural and singular are one word."""
    words = [word.removesuffix("s") for word in _WORD.findall(text.casefold())]
    total: Vectors = np.sum([_word_vector(word) for word in words or [""]], axis=0)
    unit: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
    return unit


@lru_cache(maxsize=50_000)
def _word_vector(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(DIM).astype(np.float32)
