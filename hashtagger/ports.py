"""What the core needs from outside, as Protocols; each has a real adapter, a fake and one contract suite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hashtagger.types import (
    Candidate,
    Caption,
    Deadline,
    DecodedImage,
    ModelVersions,
    Neighbour,
    ScoredCandidate,
    Vectors,
)


class VisionModels(Protocol):
    """
    Everything a model is asked for.

    All methods raise ``DeadlineExceeded``, ``Overloaded`` or ``ModelUnavailable`` (try later), ``MissingComponent``
    (not pulled) or ``BrokenModel``. Answers are in the order of the questions; an empty question gets an empty answer.
    """

    @property
    def versions(self) -> ModelVersions:
        """Names of the active models; known without loading them."""
        ...

    @property
    def embedding_fingerprint(self) -> str:
        """Identifies model, weights, preprocessing and dtype; vectors of different fingerprints never meet."""
        ...

    @property
    def embedding_dim(self) -> int: ...

    @property
    def tag_map(self) -> Vectors | None:
        """
        The affine map that turns image embeddings into questions to the tag index, or None when none was measured.

        float32 [d + 1, d]: its matrix with the offset below. It was learned, or only takes off a share of the mean embedding
        of many photos; either way no tag wins for every photo.
        """
        ...

    async def embed_images(self, images: Sequence[DecodedImage], *, deadline: Deadline) -> Vectors: ...

    async def embed_texts(self, texts: Sequence[str], *, deadline: Deadline) -> Vectors: ...

    async def caption(
        self,
        image: DecodedImage,
        *,
        count: int = 1,
        prompt: str | None = None,
        max_words: int = 20,
        deadline: Deadline,
    ) -> list[Caption]:
        """At most ``count`` distinct captions, best first; at least one."""
        ...


class TagIndex(Protocol):
    """Nearest tags by cosine."""

    @property
    def size(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """Of the embedding model and the prompts that its vectors came from."""
        ...

    def search(self, queries: Vectors, *, limit: int) -> list[list[Neighbour]]:
        """
        The ``limit`` nearest tags of each row of ``queries`` (float32 [n, d], any norm), nearest first.

        ``similarity`` is the dot product with the unit tag vector. Safe to call from any thread.
        """
        ...

    def standardise(self, queries: Vectors, similarities: Vectors) -> Vectors:
        """
        Similarities float32 [n, k] of queries float32 [n, d], in standard deviations above each query's mean over all tags.
        """
        ...


class Ranker(Protocol):
    """Orders candidates; pure and fast (called on a thread)."""

    @property
    def version(self) -> str: ...

    def rank(self, candidates: Sequence[Candidate]) -> list[ScoredCandidate]:
        """All candidates, best first; ties broken by tag so that the order is total."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...
