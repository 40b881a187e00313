"""What a creator does with an answer, and what a post earns: functions of plain values, true in every part of the world."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.creator_world.world import Floats

GROWTH_H = 20.0
"""A post has 63 % of its engagement at this age."""
_HOURS = 0.25
_WEEKDAYS = (0.0, 0.03, 0.05, 0.02, -0.04, -0.10, 0.04)
"""From Monday."""


def keep_chances(positions: ArrayLike, relevance: ArrayLike, *, attention: float) -> Floats:
    """
    Chance that a shown tag is kept: a tag that fits is kept more often, and so is one that stands further up.

    ``positions`` from 1, ``relevance`` 0..1, of one shape.
    """
    chances = (0.55 + 0.4 * np.asarray(relevance)) * (1.0 - attention * (np.asarray(positions, dtype=np.float64) - 1.0))
    return np.asarray(np.clip(chances, 0.0, 1.0))


def season(hours: ArrayLike, weekdays: ArrayLike) -> Floats:
    """Log engagement that the hour (UTC 0..23) and the day of the week (0 Monday) add."""
    daily = _HOURS * np.sin(2 * np.pi * (np.asarray(hours, dtype=np.float64) - 13.0) / 24.0)
    return np.asarray(daily + np.array(_WEEKDAYS)[np.asarray(weekdays)])


def grown(ages_h: ArrayLike) -> Floats:
    """Log of the share of all its engagement that a post has at an age above 0."""
    return np.asarray(np.log1p(-np.exp(-np.asarray(ages_h, dtype=np.float64) / GROWTH_H)))


def expected_gain(lifts: ArrayLike, positions: ArrayLike, relevance: ArrayLike, *, attention: float) -> Floats:
    """True expected log engagement that shown tags add to a post, summed over the last axis; all of one shape."""
    return np.asarray(np.sum(np.asarray(lifts) * keep_chances(positions, relevance, attention=attention), axis=-1))


def interactions(log_engagement: ArrayLike) -> Floats:
    """Counts, of which log1p is the log engagement but for rounding."""
    return np.asarray(np.round(np.expm1(np.maximum(np.asarray(log_engagement), 0.0))))
