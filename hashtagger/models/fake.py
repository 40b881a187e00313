"""Models for tests and demonstrations without torch: texts that share words are near, pictures are what they are told to be."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from hashtagger.errors import DeadlineExceeded, HashtaggerError, ModelUnavailable
from hashtagger.types import Caption, Deadline, DecodedImage, ModelVersions, Vectors

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
    counts the questions of each method.
    """

    versions = ModelVersions("fake-clip", "fake-caption")
    embedding_dim = DIM

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

    async def embed_images(self, images: Sequence[DecodedImage], *, deadline: Deadline) -> Vectors:
        await self._begin("embed_images", deadline)
        return _stack([_text_vector(self._shown(image)) for image in images])

    async def embed_texts(self, texts: Sequence[str], *, deadline: Deadline) -> Vectors:
        await self._begin("embed_texts", deadline)
        return _stack([_text_vector(text) for text in texts])

    async def caption(
        self,
        image: DecodedImage,
        *,
        count: int = 1,
        prompt: str | None = None,
        max_words: int = 20,
        deadline: Deadline,
    ) -> list[Caption]:
        await self._begin("caption", deadline)
        sentences = (opening.format(self._shown(image)) for opening in _OPENINGS)
        texts = [" ".join(f"{prompt or ''} {sentence}".split()[:max_words]) for sentence in sentences]
        distinct = list(dict.fromkeys(texts))[:count]
        return [Caption(text, -0.5 - 0.1 * place) for place, text in enumerate(distinct)]

    async def warm_up(self) -> None:
        await self._begin("warm_up", Deadline.after(60))

    def health(self) -> tuple[()]:
        return ()

    async def aclose(self) -> None:
        """Nothing to close."""

    def fail(self, method: str, error: HashtaggerError | None = None) -> None:
        """From now on ``method`` raises ``error`` (default: ModelUnavailable)."""
        self.failures[method] = error or ModelUnavailable("the fake is told to fail", retry_after_s=1.0)

    def hold(self, method: str) -> asyncio.Event:
        """From now on ``method`` waits for the returned event."""
        return self.gates.setdefault(method, asyncio.Event())

    async def _begin(self, method: str, deadline: Deadline) -> None:
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
