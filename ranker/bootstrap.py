"""
Intervals for means over posts whose accounts differ: whole accounts are drawn, never single posts.

The cluster bootstrap-t (Cameron, Gelbach & Miller, 2008, https://doi.org/10.1162/rest.90.3.414): accounts are drawn with
replacement, and each draw's mean is measured in its own standard errors. With few or uneven accounts its interval keeps its
level better than the plain percentiles do.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Clusters = Sequence[Hashable] | NDArray[np.generic]

_CELLS = 4_000_000
"""Counts that are held at once."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured number with how far off it may be."""

    estimate: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def to_json(self) -> dict[str, float]:
        return asdict(self)


def cluster_interval(
    values: ArrayLike, clusters: Clusters, *, level: float = 0.95, draws: int = 2000, seed: int = 0
) -> Interval:
    """
    The mean of ``values`` (numbers [n]) with its interval; ``clusters`` names the account of each.

    Same input, same answer. Raises ValueError for no values, for NaN, and for fewer than two clusters.
    """
    (interval,) = cluster_intervals(values, clusters, levels=(level,), draws=draws, seed=seed)
    return interval


def cluster_intervals(
    values: ArrayLike, clusters: Clusters, *, levels: Sequence[float], draws: int = 2000, seed: int = 0
) -> tuple[Interval, ...]:
    """The same from the same draws for several levels, in their order; see ``cluster_interval``."""
    numbers = np.asarray(values, dtype=np.float64)
    if not len(numbers) or not np.isfinite(numbers).all():
        raise ValueError("an interval needs at least one value, and only finite ones")
    members = cluster_numbers(clusters)
    sizes = np.bincount(members).astype(np.float64)
    if len(sizes) < 2:
        raise ValueError("an interval needs at least two accounts")
    mean = float(numbers.mean())
    # Around the mean, so that nothing is lost to rounding when the mean is far from 0.
    sums = np.bincount(members, numbers - mean).astype(np.float64)
    error = float(_errors(np.ones((1, len(sizes))), sums, sizes)[1][0])
    if error == 0.0:
        return (Interval(mean, mean, mean),) * len(levels)
    ratios = np.concatenate(list(_ratios(sums, sizes, draws, np.random.default_rng(seed))))
    ends = [np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2]).tolist() for level in levels]
    return tuple(Interval(mean, mean - upper * error, mean - lower * error) for lower, upper in ends)


def paired_interval(
    ours: ArrayLike,
    theirs: ArrayLike,
    clusters: Clusters,
    *,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """The mean of ``ours`` minus ``theirs``, both [n] and measured on the same posts; see ``cluster_interval``."""
    difference = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    return cluster_interval(difference, clusters, level=level, draws=draws, seed=seed)


def cluster_numbers(clusters: Clusters) -> NDArray[np.int64]:
    """A number from 0 for each cluster, in the order in which they first come. [len(clusters)]"""
    if isinstance(clusters, np.ndarray):
        _, first, numbered = np.unique(clusters, return_index=True, return_inverse=True)
        return np.argsort(np.argsort(first))[numbered]
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in clusters], dtype=np.int64)


def _ratios(sums: Floats, sizes: Floats, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """The mean of each draw, in its own standard errors."""
    count = len(sizes)
    at_once = max(1, _CELLS // count)
    for first in range(0, draws, at_once):
        some = min(at_once, draws - first)
        drawn = rng.integers(count, size=(some, count)) + count * np.arange(some)[:, None]
        times = np.bincount(drawn.ravel(), minlength=some * count).reshape(some, count).astype(np.float64)
        means, errors = _errors(times, sums, sizes)
        # A draw in which every account has one mean says nothing of its error; it counts as no deviation.
        yield np.divide(means, errors, out=np.zeros_like(means), where=errors > 0)


def _errors(times: Floats, sums: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """
    Means and their standard errors by clusters, both [draws], where ``times`` [draws, clusters] says how often each cluster
    was drawn.
    """
    count = len(sizes)
    totals = times @ sizes
    means = (times @ sums) / totals
    spread = times @ sums**2 - 2 * means * (times @ (sums * sizes)) + means**2 * (times @ sizes**2)
    return means, np.sqrt(np.maximum(spread, 0.0) * count / (count - 1)) / totals
