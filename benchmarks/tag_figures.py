"""The arithmetic of the tag check: precision, gain and mean average precision of ranked tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TAGS = 5
LEAST_TEST_POSITIVES = 10


@dataclass(frozen=True, slots=True)
class ListFigures:
    """How good lists of at most five tags are; all 0..1."""

    precision_at_1: float
    precision_at_5: float
    photos_with_a_right_tag: float
    gain_at_5: float


def weights(right_in_training: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What a right tag is worth: -log of the share of training photos (rows) that have it, one per column."""
    share = right_in_training.mean(axis=0)
    worth: NDArray[np.float64] = -np.log(np.maximum(share, 1.0 / max(len(right_in_training), 1)))
    return worth


def list_figures(lists: Sequence[Sequence[int]], right: NDArray[np.bool_], worth: NDArray[np.float64]) -> ListFigures:
    """
    Judge one list of columns a photo (best first, -1: a tag outside the vocabulary, never right) against bool [photos, tags].

    Missing tags of a short list count as wrong. A column listed twice gains once. Gain is divided by that of the best five
    columns of the photo; photos without any right column are left out of the gain.
    """
    first, share, any_right, gains = [], [], [], []
    for row, listed in enumerate(lists):
        hits = [column >= 0 and bool(right[row, column]) for column in listed[:TAGS]]
        first.append(bool(hits and hits[0]))
        share.append(sum(hits) / TAGS)
        any_right.append(any(hits))
        best = np.sort(worth[right[row]])[::-1][:TAGS].sum()
        if best > 0:
            gained = {column for column, hit in zip(listed[:TAGS], hits, strict=True) if hit}
            gains.append(sum(worth[column] for column in gained) / best)
    return ListFigures(*(float(np.mean(values)) if values else 0.0 for values in (first, share, any_right, gains)))


def best_lists(scores: NDArray[np.floating]) -> list[list[int]]:
    """The five columns with the highest scores of each row."""
    order: list[list[int]] = np.argsort(-scores, axis=1, kind="stable")[:, :TAGS].tolist()
    return order


def oracle_lists(right: NDArray[np.bool_], worth: NDArray[np.float64]) -> list[list[int]]:
    """The five right columns of each row that are worth most."""
    return best_lists(np.where(right, worth, -1.0))


def average_precision(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """
    Area under precision-recall of one tag over photos, as in TREC; equal scores share their ranks evenly.

    Equal scores are read as one step: precision is taken at the end of the step for all its right photos.
    """
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(right[order])
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    at_end = hits[ends]
    fresh = np.diff(at_end, prepend=0)
    return float((fresh * at_end / (ends + 1)).sum() / right.sum())


def mean_average_precision(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> tuple[float, float, int]:
    """mAP over the columns with enough right photos, their mean prevalence, and how many they are."""
    columns = np.flatnonzero(right.sum(axis=0) >= LEAST_TEST_POSITIVES)
    if not len(columns):
        return 0.0, 0.0, 0
    precisions = [average_precision(scores[:, column], right[:, column]) for column in columns]
    return float(np.mean(precisions)), float(right[:, columns].mean()), len(columns)
