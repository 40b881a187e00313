"""The words of the domain: plain frozen values that every layer shares."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

Tag = NewType("Tag", str)
"""A hashtag in canonical form: NFKC, casefolded, NFC, no leading '#' (``hashtagger.text.hashtags.canonical_tag``)."""

Pixels = NDArray[np.uint8]
"""One upright RGB picture: uint8 [height, width, 3]."""

Vectors = NDArray[np.float32]
"""Unit-norm embeddings, one a row: float32 [n, d]."""


class Reach(StrEnum):
    """How widely a tag is used."""

    NICHE = "niche"
    MEDIUM = "medium"
    BROAD = "broad"


class Task(StrEnum):
    """What a model is asked for (``hashtagger.questions``)."""

    CLIP = "clip"
    CAPTION = "caption"
    TRANSLATE = "translate"
    STORY = "story"
    ANSWER = "answer"
    READ_TEXT = "read-text"
    GENERATE = "generate"
    ADAPTER = "adapter"
    PART = "part"
    """Asked for nothing by itself; other models need its files."""


class LoadState(StrEnum):
    """Where a model is in its life."""

    COLD = "cold"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model as the pool sees it now."""

    model_id: str
    task: Task
    state: LoadState
    healthy: bool
    """False when it failed to load, or nobody serves its queue any more."""
    detail: str = ""
    resident_bytes: int = 0
    queued: int = 0
    leases: int = 0
    queued_bytes: int = 0
    """Of the questions that are prepared and wait."""
    batches: int = 0
    """Computed since the start."""
    evictions: int = 0
    """Since the start."""
    failure: str = ""
    """Why the last load failed; empty since one succeeded."""
    retry_in_s: float = 0.0
    """After a failure: seconds before it is loaded again for whoever asks."""


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """A pool of models and the memory that they share. What is None is not known before the first model is loaded."""

    models: tuple[ModelStatus, ...]
    """As ``ModelBackend.status`` tells them."""
    used_bytes: int = 0
    """Weights of all that is loaded or being loaded, and the memory to work in."""
    budget_bytes: int | None = None
    device: str | None = None


class FlagKind(StrEnum):
    """Why a tag is held back or shown with a warning."""

    ADULT = "adult"
    RESTRICTED = "restricted"
    SPAM = "spam"
    ENGAGEMENT_BAIT = "engagement_bait"
    OVER_GENERIC = "over_generic"
    SENSITIVE = "sensitive"
    BLOCKED = "blocked"
    UNREVIEWED = "unreviewed"
    """New from a trend: searchable, never recommended until it passed the review."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One warning about a tag, with its evidence."""

    kind: FlagKind
    reason: str
    confidence: float
    """0..1"""
    source: str
    checked: str
    """ISO date on which somebody last looked."""


@dataclass(frozen=True, slots=True)
class TagStats:
    """What was measured of a tag, or None where nothing was."""

    posts_per_day: float | None = None
    growth_per_day: float | None = None
    z: float | None = None
    sources: tuple[str, ...] = ()
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class TagRecord:
    """One tag of the catalogue."""

    tag: Tag
    display: str
    """Preferred spelling without '#'."""
    words: tuple[str, ...]
    meaning: str
    """English phrase of what a post with it shows; empty when the words say it."""
    categories: tuple[str, ...]
    language: str
    reach: Reach
    visual: bool
    """False for tags that no picture can show (#tbt, #happy)."""
    flags: tuple[Flag, ...] = ()
    stats: TagStats = TagStats()
    first_seen: datetime | None = None
    """Since when the catalogue has it."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A tag that is used together with another one."""

    tag: Tag
    strength: float
    """0..1, cosine of co-occurrence: n(a, b) / sqrt(n(a) n(b))."""


@dataclass(frozen=True, slots=True)
class PlatformRule:
    """What a platform allows, from a date, according to a source. None: no limit known."""

    platform: str
    max_tags: int | None
    advised_tags: int
    max_tag_chars: int | None
    max_post_chars: int | None
    since: str
    until: str | None
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class DecodedImage:
    """A verified, upright picture without its metadata, perhaps at reduced scale."""

    pixels: Pixels
    width_px: int
    """Width of the upright original."""
    height_px: int
    media_format: str
    """'JPEG', 'PNG', 'WEBP', 'GIF', 'AVIF', 'HEIF' or 'VIDEO'"""
    fingerprint: str
    """sha256 of the uploaded bytes, in hex; of a video frame: of its pixels."""
    size_bytes: int = 0
    """Of the upload."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One sentence about a picture."""

    text: str
    score: float
    """Mean log-probability per token, at most 0; comparable within one model only."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock (seconds) after which an answer is worth nothing."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def remaining_s(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - time.monotonic())

    def within(self, seconds: float) -> Deadline:
        """The earlier of this deadline and ``seconds`` from now."""
        return Deadline(min(self.at, time.monotonic() + seconds))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one source proposes a tag."""

    strength: float
    """0..1, comparable between sources."""
    detail: str
    """
    What was seen, in words that can be shown: ``looks like {words} ({strength})``.

    ``{words}`` (of the tag) and ``{strength}`` are filled in for the few tags that are shown.
    """


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tag with the evidence of every source, side by side."""

    record: TagRecord
    evidence: Mapping[str, Evidence]
    """source name → its evidence"""


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    candidate: Candidate
    score: float
    relevance: float
    """0..1: how well the tag fits, apart from reach or trend."""


@dataclass(frozen=True, slots=True)
class RankedTag:
    """One hashtag of an answer."""

    tag: Tag
    display: str
    """With '#', CamelCase where the word split is sure."""
    position: int
    """From 1."""
    score: float
    relevance: float
    reach: Reach
    stats: TagStats
    flags: tuple[Flag, ...]
    reasons: tuple[str, ...]
    explored: bool = False
    """Whether chance brought it in, to learn how it does."""


@dataclass(frozen=True, slots=True)
class ModelVersions:
    """Which models an answer was made with."""

    clip: str
    caption: str
    ranker: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A tag near a query vector."""

    tag: Tag
    similarity: float
    """Cosine, -1..1; its scale differs from model to model."""
    z: float
    """The same similarity in standard deviations above that query's mean over all tags; comparable between models."""


@dataclass(frozen=True, slots=True, eq=False)
class ImageSignals:
    """What the models understood of the pictures and the text of one request."""

    embeddings: Vectors | None = None
    """float32 [n_images, d], unit rows; None when there was no picture."""
    captions: tuple[Caption, ...] = ()
    """The best caption of each picture that got one in time, in order."""
    texts: tuple[str, ...] = ()
    """The captions, then the draft."""
    text_embeddings: Vectors | None = None
    """float32 [len(texts), d], unit rows; None when there was no text or no time."""
    missing: tuple[str, ...] = ()
    """Stages that were late or failed."""
    written: tuple[str, ...] = ()
    """What is written in each picture that was read in time, in order."""
