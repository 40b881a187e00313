"""
Intervals that keep their promise: conformalised quantile regression (Romano, Patterson & Candès, 2019), group by group.

Quantile models say where 80 % of the posts should end; how far they were wrong on posts that they had not seen says by how
much the interval must be widened or narrowed. Each group has its own correction ("Mondrian": Vovk, Gammerman & Shafer, 2005),
so the promise holds in each and not only on average. With n posts that are exchangeable with the coming one, it is covered
with a probability between ``level`` and ``level + 1 / (n + 1)``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Names = NDArray[np.str_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Low, median and high of some posts: float64 [n] each, in one unit; low <= median <= high."""

    low: Floats
    median: Floats
    high: Floats

    def widened(self, by: Floats | float) -> Band:
        """Both ends moved outwards by ``by`` (inwards when negative), never past the median."""
        return Band(np.minimum(self.low - by, self.median), self.median, np.maximum(self.high + by, self.median))

    def floored(self, least: Floats | float) -> Band:
        """Nothing below ``least``."""
        return Band(*(np.maximum(each, least) for each in (self.low, self.median, self.high)))

    def covers(self, truth: Floats) -> NDArray[np.bool_]:
        return (self.low <= truth) & (truth <= self.high)


def ordered(quantiles: Floats) -> Band:
    """A band from [n, 3] that may cross: each row in rising order (Chernozhukov et al., 2010)."""
    rising = np.sort(quantiles, axis=1)
    return Band(rising[:, 0], rising[:, 1], rising[:, 2])


def correction(band: Band, truth: Floats, *, level: float) -> float:
    """
    By how much ``band`` must be widened so that it covers a coming post with probability ``level``; negative: narrowed.

    inf when there are too few posts to promise that.
    """
    misses = np.sort(np.maximum(band.low - truth, truth - band.high))
    place = math.ceil((len(misses) + 1) * level)
    return float(misses[place - 1]) if 0 < place <= len(misses) else math.inf


def corrections(
    band: Band, truth: Floats, groups: Names, accounts: Integers, *, level: float, least_posts: int, least_accounts: int
) -> Mapping[str, float]:
    """Group → correction, for the groups that have enough posts, of enough accounts: those of one account err alike."""
    found = {}
    for name in np.unique(groups).tolist():
        mine = groups == name
        if mine.sum() >= least_posts and len(np.unique(accounts[mine])) >= least_accounts:
            by = correction(Band(band.low[mine], band.median[mine], band.high[mine]), truth[mine], level=level)
            if math.isfinite(by):
                found[name] = by
    return found


def applied(band: Band, groups: Names, by: Mapping[str, float]) -> Band:
    """``band`` widened by the correction of each post's group; NaN where a group has none."""
    return band.widened(np.array([by.get(name, math.nan) for name in groups.tolist()]))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How an interval did on posts that nothing was fitted to."""

    posts: int
    accounts: int
    share: float
    """Of the posts that ended inside."""
    factor: float
    """Median of (1 + high) / (1 + low)."""
    error: float
    """Median distance of the median, in log units."""


def coverage(band: Band, truth: Floats, accounts: Sequence[object]) -> Coverage:
    """Of posts [n] in log1p units; at least one."""
    return Coverage(
        posts=len(truth),
        accounts=len(set(accounts)),
        share=float(band.covers(truth).mean()),
        factor=float(np.exp(np.median(band.high - band.low))),
        error=float(np.median(np.abs(band.median - truth))),
    )
