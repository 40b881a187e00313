"""What the captioner learns from: photos as the tower sees them, captions as word numbers, and which words it may say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.models.runtimes.show_attend_tell import SPECIAL_WORDS, UNKNOWN
from hashtagger.training.caption_metrics import tokenise

LEAST_COUNT = 5
"""Words that training captions say less often are not learned."""

NEVER_SAID = frozenset({"american", "asian", "african", "indian", "chinese", "japanese", "european", "german", "french"}) | {
    "oriental", "eastern", "native", "skinned", "overweight", "fat", "chubby", "topless", "naked", "homeless", "obama",
}  # fmt: skip
"""A caption says nothing about origin or body of people; such words stay out of the vocabulary."""

_LOOSE_ENDS = 0.002
"""A word that ends less than this share of its training captions never ends one of ours."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one photo teaches: its row in the feature arrays and its captions as word numbers without start and end."""

    photo: str
    row: int
    captions: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the tower saw in each photo, over several augmented views; the first view is the plain photo."""

    maps: NDArray[np.float16]
    """[photos, views, channels, height, width]"""
    embeddings: NDArray[np.float16]
    """[photos, views, d]"""


@dataclass(frozen=True, slots=True)
class Split:
    """One split as the captioner sees it."""

    names: tuple[str, ...]
    captions: Mapping[str, Sequence[str]]
    features: Features


def build_vocabulary(captions: Sequence[str]) -> list[str]:
    """The special words, then every word that is said often enough, most frequent first."""
    counts = Counter(word for caption in captions for word in tokenise(caption))
    kept = [word for word, count in counts.items() if count >= LEAST_COUNT and word not in NEVER_SAID]
    return [*SPECIAL_WORDS, *sorted(kept, key=lambda word: (-counts[word], word))]


def make_lessons(split: Split, vocabulary: Sequence[str]) -> list[Lesson]:
    """The captions of every photo as word numbers."""
    numbers = {word: number for number, word in enumerate(vocabulary)}
    return [
        Lesson(
            name,
            row,
            tuple(tuple(numbers.get(word, UNKNOWN) for word in tokenise(text)) for text in split.captions[name]),
        )
        for row, name in enumerate(split.names)
    ]


def loose_ends(lessons: Sequence[Lesson], vocabulary: Sequence[str]) -> list[str]:
    """Words that leave a sentence open, such as "a" and "with": training captions hardly ever end in them."""
    said = Counter(word for lesson in lessons for caption in lesson.captions for word in caption)
    ending = Counter(caption[-1] for lesson in lessons for caption in lesson.captions if caption)
    return [
        word for number, word in enumerate(vocabulary) if said[number] and ending[number] < _LOOSE_ENDS * said[number]
    ]
