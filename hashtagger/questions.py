"""What models are asked and what they answer: plain values that cross threads and processes."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from hashtagger.types import Caption, DecodedImage, Pixels

A_co = TypeVar("A_co", covariant=True)

Vector = NDArray[np.float32]
"""One unit-norm embedding: float32 [d]."""

OnProgress = Callable[[float], None]
"""Is told the share that is done, 0..1, now and then; must return at once."""


class Priority(enum.Enum):
    """How long a request may wait before it outranks everything newer, in seconds; ageing comes for free."""

    INTERACTIVE = 0.0
    NORMAL = 1.0
    BULK = 30.0

    @property
    def slack_s(self) -> float:
        return self.value


class Question(Generic[A_co]):
    """One item of work for a model; ``A_co`` is the type of its answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class EmbedImage(Question[Vector]):
    image: DecodedImage


@dataclass(frozen=True, slots=True)
class EmbedText(Question[Vector]):
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class WriteCaptions(Question[tuple[Caption, ...]]):
    """At least one and at most ``count`` distinct captions, best first."""

    image: DecodedImage
    count: int = 1
    prompt: str | None = None
    """The captions begin with it."""
    max_words: int = 20
    seed: int | None = None
    """None: beam search, the same every time. A number: sampled, livelier, the same for the same seed."""


@dataclass(frozen=True, slots=True)
class Translate(Question[str]):
    """Languages are ISO 639-1 codes."""

    text: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TellStory(Question[str]):
    """Several sentences over the captions of one or several pictures, in their order."""

    captions: tuple[str, ...]
    sentences: int = 4
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class AnswerQuestions(Question[tuple["Answer", ...]]):
    """Several questions on one picture; one answer each, in order."""

    image: DecodedImage
    questions: tuple[str, ...]
    candidates: tuple[str, ...] | None = None
    """Rank these answers for every question instead of writing one."""


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    confidence: float
    """0..1. Free-form: the product of the probabilities of its tokens. Among candidates: their softmax."""
    ranked: tuple[tuple[str, float], ...] = ()
    """All candidates with their confidence, best first; empty for a free-form answer."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadText(Question[tuple["TextBox", ...]]):
    """What is written in the picture, in reading order; nothing written: nothing."""

    image: DecodedImage


@dataclass(frozen=True, slots=True)
class TextBox:
    text: str
    confidence: float
    """0..1"""
    corners: tuple[tuple[float, float], ...]
    """Four points (x, y) as shares of width and height, 0..1, clockwise from the text's upper left."""


class GenerationKind(StrEnum):
    """What goes in and what comes out."""

    TEXT_TO_IMAGE = "text-to-image"
    IMAGE_TO_IMAGE = "image-to-image"
    ANIMATE = "animate"


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA by the name of its catalogue row, and how strongly it is mixed in."""

    name: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Generate(Question["Generated"]):
    kind: GenerationKind
    prompt: str
    width_px: int
    height_px: int
    seed: int
    steps: int
    guidance: float
    negative_prompt: str = ""
    image: DecodedImage | None = None
    """What image-to-image and animate start from."""
    strength: float = 0.6
    """image-to-image: 0 keeps the picture, 1 forgets it."""
    adapters: tuple[Adapter, ...] = ()
    frames: int = 1
    """More than one for animate only."""
    spare: tuple[tuple[int, int], ...] = ()
    """Parts of the prompt (first character, and the one behind the last) that lose words when the model reads no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    frames: tuple[Pixels, ...]
    """One picture, or the frames of a clip; all of one size."""
    seed: int
    withheld: bool = False
    """The safety checker found it unsafe; its frames are black."""
    prompt: str | None = None
    """What the model read, where the prompt had to be shortened."""
