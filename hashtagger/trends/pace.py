"""Says how fast a tag moves, in numbers that people know: arrays in, arrays out (``docs/trends.md``)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def velocity(counts: Floats, expected: Floats, observed: ArrayLike) -> Floats:
    """
    How fast a tag leaves its ordinary course, at the last column: float64 [n_tags].

    Mean of (authors - expected) over the last three columns minus the same over the three before, divided by the mean
    expectation of the last three (at least 1). 0 where either three hold no observed hour. Arguments [n_tags, n_hours]
    and [n_hours], at least six columns to tell anything.
    """
    used = np.asarray(observed) > 0
    now, before = used[-3:], used[-6:-3]
    if not now.any() or not before.any():
        return np.zeros(len(counts))
    excess = counts - expected
    rise = excess[:, -3:][:, now].mean(axis=1) - excess[:, -6:-3][:, before].mean(axis=1)
    speed: Floats = rise / np.maximum(expected[:, -3:].mean(axis=1), 1.0)
    return speed


def growth_per_day(counts: Floats, observed: ArrayLike) -> Floats:
    """
    Last 24 columns over the 24 before, minus 1: float64 [n_tags].

    Only hours of the day that were observed on both days count; NaN with fewer than 12 of them, or nobody the day before.
    """
    used = np.asarray(observed) > 0
    if len(used) < 48:
        return np.full(len(counts), np.nan)
    both = used[-24:] & used[-48:-24]
    today, yesterday = counts[:, -24:][:, both].sum(axis=1), counts[:, -48:-24][:, both].sum(axis=1)
    if both.sum() < 12:
        return np.full(len(counts), np.nan)
    grown: Floats = today / np.where(yesterday > 0, yesterday, np.nan) - 1
    return grown
