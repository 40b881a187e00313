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
    gained = values * discounts(order, counts, k)
    return np.bincount(group_numbers(counts), gained, minlength=len(counts)).astype(np.float64)


def discounts(scores: NDArray[np.float64], sizes: NDArray[np.integer], k: int) -> NDArray[np.float64]:
    """1 / log2(1 + place) of each item in the order of its list, 0 beyond ``k``; items of equal score get their mean. [n]"""
    if not len(scores):
        return np.empty(0)
    groups = group_numbers(sizes)
    order = np.lexsort((-scores, groups))
    place = np.arange(len(groups)) - (np.cumsum(sizes) - sizes)[groups]
    discount = np.where(place < k, 1.0 / np.log2(place + 2.0), 0.0)
    ranked = scores[order]
    starts = np.ones(len(ranked), bool)
    starts[1:] = (ranked[1:] != ranked[:-1]) | (groups[1:] != groups[:-1])
    block = np.cumsum(starts) - 1
    found = np.empty(len(scores))
    found[order] = (np.bincount(block, discount) / np.bincount(block))[block]
    return found


def group_numbers(sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """The list that each item belongs to, from 0. [n]"""
    return np.repeat(np.arange(len(sizes)), sizes)


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
