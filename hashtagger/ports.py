"""What the core needs from outside, as Protocols; each has a real adapter, a fake and one contract suite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from hashtagger.forecast import Early, Forecast, NoForecast
from hashtagger.questions import Answer, Generate, Generated, OnProgress, Priority, Question, TextBox
from hashtagger.ranking import CURRENT, RankerStatus, Ranking, Rows, Situation
from hashtagger.types import (
    Candidate,
    Caption,
    Deadline,
    DecodedImage,
    ModelStatus,
    ModelVersions,
    Neighbour,
    PoolStatus,
    Task,
    Vectors,
)

A = TypeVar("A")


class ModelBackend(Protocol):
    """
    Where models run: in this process, in one of their own, or on a cluster.

    ``ask`` raises ``DeadlineExceeded``, ``Overloaded`` or ``ModelUnavailable`` (try later), ``BrokenModel``, or
    ``InvalidRequest`` when the model cannot do what was asked. A caller who is cancelled costs nobody else anything.
    """

    async def ask(
        self,
        model_id: str,
        question: Question[A],
        *,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
        on_progress: OnProgress | None = None,
    ) -> A: ...

    async def status(self) -> tuple[ModelStatus, ...]:
        """One entry for each model that was asked for since the start, or is pinned."""
        ...

    async def pool_status(self) -> PoolStatus:
        """The same with the memory that they share; of one pool where there are several."""
        ...

    async def aclose(self) -> None:
        """No new questions; those under way are answered before it returns, within the time that the settings give."""
        ...


class VisionModels(Protocol):
    """
    Everything a model is asked for.

    All methods raise ``DeadlineExceeded``, ``Overloaded`` or ``ModelUnavailable`` (try later), ``MissingComponent``
    (not pulled) or ``BrokenModel``. Answers are in the order of the questions; an empty question gets an empty answer.
    ``model`` names a row of the catalogue other than the active one of its task.
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
    def wanted_px(self) -> int:
        """The longest side of what the models of a recommendation look at; twice as much loses them nothing."""
        ...

    @property
    def tag_map(self) -> Vectors | None:
        """
        The affine map that turns image embeddings into questions to the tag index, or None when none was measured.

        float32 [d + 1, d]: its matrix with the offset below. It was learned, or only takes off a share of the mean embedding
        of many photos; either way no tag wins for every photo.
        """
        ...

    def row_for(self, task: Task, *, model: str | None = None, language: str | None = None) -> str:
        """
        The catalogue row that would answer, without loading it.

        ``language`` (ISO 639-1): of translations, the target. Raises ``NotFound`` (no such row for the task) or
        ``MissingComponent`` with code ``model_not_installed`` and the command that pulls it.
        """
        ...

    async def embed_images(
        self, images: Sequence[DecodedImage], *, deadline: Deadline, priority: Priority = Priority.INTERACTIVE
    ) -> Vectors: ...

    async def embed_texts(
        self, texts: Sequence[str], *, deadline: Deadline, priority: Priority = Priority.INTERACTIVE
    ) -> Vectors: ...

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
        """At most ``count`` distinct captions, best first; at least one. See ``hashtagger.questions.WriteCaptions``."""
        ...

    async def translate(self, text: str, *, source: str, target: str, deadline: Deadline) -> str: ...

    async def tell_story(self, captions: Sequence[str], *, sentences: int, seed: int, deadline: Deadline) -> str: ...

    async def answer(
        self,
        image: DecodedImage,
        questions: Sequence[str],
        *,
        candidates: Sequence[str] | None = None,
        model: str | None = None,
        deadline: Deadline,
    ) -> list[Answer]: ...

    async def read_text(
        self,
        image: DecodedImage,
        *,
        model: str | None = None,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
    ) -> list[TextBox]: ...

    async def generate(
        self,
        question: Generate,
        *,
        model: str | None = None,
        deadline: Deadline,
        on_progress: OnProgress | None = None,
    ) -> Generated:
        """Runs at ``Priority.BULK``; cancelling the caller stops it between two steps."""
        ...

    async def warm_up(self) -> None:
        """Load the models of a recommendation and run each once, so that the first request does not pay for it."""
        ...

    async def status(self) -> tuple[ModelStatus, ...]: ...

    async def pool_status(self) -> PoolStatus:
        """See ``ModelBackend.pool_status``."""
        ...

    async def aclose(self) -> None: ...


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
    """Orders candidates; pure and fast (called on the event loop)."""

    @property
    def version(self) -> str:
        """Of what orders answers now; it changes when another model is promoted."""
        ...

    def rank(self, candidates: Sequence[Candidate], situation: Situation, *, policy: str = CURRENT) -> Ranking:
        """
        All candidates, best first; ties broken by tag so that the order is total.

        ``policy`` is "current", "baseline", "shadow" or the version of a model that is there; where it is not, or fails,
        the baseline stands in and ``degraded`` says so. Never raises for a broken model.
        """
        ...

    def reasons(self, rows: Rows, policy: str) -> list[tuple[str, ...]]:
        """
        For each of a few rows what made it rank higher, in words made only from the model's own contributions; empty
        when ``policy`` has none to give.
        """
        ...

    @property
    def status(self) -> RankerStatus:
        """Costs nothing."""
        ...


class Forecaster(Protocol):
    """Says what a post will have earned 48 hours after it was published; fast (called on the event loop)."""

    def forecast(self, rows: Rows, early: Early | None = None) -> Forecast | NoForecast:
        """
        Of a post that carries the tags of ``rows``, as they were when it was asked for; with ``early`` also from what it had
        earned by then. ``NoForecast`` says why there is none. Never raises.
        """
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...
