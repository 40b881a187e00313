"""How good an order is: NDCG with linear gain, fair to ties, for one list or for many at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def ndcg_at(labels: ArrayLike, scores: ArrayLike, k: int, *, floor: float = 0.0) -> float:
    """
    NDCG of the first ``k`` of one list that is ordered by ``scores``, highest first: 0..1, or NaN where no order is
    better than another because nothing gains.

    The gain is linear, max(label - floor, 0), the discount 1 / log2(place + 1). Items of equal score share their places:
    the value is the expectation over all their orders (McSherry and Najork 2008), as in scikit-learn's ``ndcg_score``.
    Raises ValueError for shapes that differ, for a ``k`` below 1, and for labels or scores that are not finite.
    """
    return float(ndcg_by_group(labels, scores, [np.size(scores)], k, floor=floor)[0])


def ndcg_by_group(
    labels: ArrayLike, scores: ArrayLike, sizes: Sequence[int] | NDArray[np.integer], k: int, *, floor: float = 0.0
) -> NDArray[np.float64]:
    """
    ``ndcg_at`` of many lists that lie one behind the other: float64 [len(sizes)], in their order.

    ``labels`` and ``scores`` are [n], ``sizes`` the lengths of the lists as LightGBM's ``group`` has them; their sum is n.
    """
    values = np.asarray(labels, np.float64)
    gains = np.maximum(values - floor, 0.0)
    found, best = dcg_by_group(gains, scores, sizes, k), dcg_by_group(gains, gains, sizes, k)
    return np.asarray(np.divide(found, best, out=np.full(len(best), np.nan), where=best > 0))


def dcg_by_group(
    gains: ArrayLike, scores: ArrayLike, sizes: Sequence[int] | NDArray[np.integer], k: int
) -> NDArray[np.float64]:
    """Sum of gain · discount over the first ``k`` of each list, expected over ties; gains may be below 0. [len(sizes)]"""
    values, order, counts = _checked(gains, scores, sizes, k)
    group = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(group)) - np.repeat(np.cumsum(counts) - counts, counts)
    discount = np.where(place < k, 1.0 / np.log2(place + 2.0), 0.0)
    ranked = np.lexsort((-order, group))
    block = _blocks(order[ranked], group)
    shared = np.bincount(block, values[ranked]) / np.bincount(block)
    return np.bincount(group, shared[block] * discount, minlength=len(counts)).astype(np.float64)


def _blocks(ordered: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the run of equal scores inside one list that each item belongs to."""
    starts = np.ones(len(ordered), bool)
    starts[1:] = (ordered[1:] != ordered[:-1]) | (group[1:] != group[:-1])
    return np.cumsum(starts) - 1


def _checked(
    gains: ArrayLike, scores: ArrayLike, sizes: Sequence[int] | NDArray[np.integer], k: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    values, order = np.asarray(gains, np.float64), np.asarray(scores, np.float64)
    counts = np.asarray(sizes, np.int64)
    if values.ndim != 1 or values.shape != order.shape or counts.sum() != len(order) or (counts < 0).any():
        raise ValueError("labels and scores are two lists of the same length, which the sizes of the groups add up to")
    if k < 1:
        raise ValueError(f"k is at least 1, not {k}")
    if not (np.isfinite(values).all() and np.isfinite(order).all()):
        raise ValueError("every label and every score is a finite number")
    return values, order, counts
