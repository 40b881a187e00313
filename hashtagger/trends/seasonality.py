"""Says of a tag whether it comes back by the day or by the week anyway."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DAILY, WEEKLY, NONE = "daily", "weekly", ""
DAY_H, WEEK_H = 24, 168
MIN_RETURN = 0.4
"""How much of what moves must come back."""
MIN_GAIN = 0.15
"""By how much the week must tell more than the day."""
MIN_SWING = 0.2
"""Standard deviation of the rate over its mean below which nobody would call it a season."""
MIN_DAYS, MIN_WEEKS = 4, 3
_POISSON_VARIANCE = 0.25
"""Of the square root of a Poisson count, whatever its mean."""
_MIN_SIGNAL = 0.1


def seasonality(counts: ArrayLike, observed: ArrayLike) -> list[str]:
    """
    '' | 'daily' | 'weekly' for each tag, from distinct authors [n_tags, n_hours] and observed hours [n_hours].

    Weekly: at least ``MIN_RETURN`` of the signal comes back after 168 hours, and clearly more than after 24. Daily: at
    least ``MIN_RETURN`` comes back after 24 hours. '' too where there are fewer than four days (three weeks) of pairs, or
    nothing but counting noise. A burst does not make a season: square roots are taken, and one day cannot pair with itself.
    """
    by_day = returning(counts, observed, DAY_H, min_pairs=(MIN_DAYS - 1) * DAY_H)
    by_week = returning(counts, observed, WEEK_H, min_pairs=(MIN_WEEKS - 1) * WEEK_H)
    weekly = (by_week >= MIN_RETURN) & (by_week - np.nan_to_num(by_day) >= MIN_GAIN)
    return [WEEKLY if w else DAILY if d else NONE for w, d in zip(weekly, by_day >= MIN_RETURN, strict=True)]


def returning(counts: ArrayLike, observed: ArrayLike, lag_h: int, *, min_pairs: int = 1) -> Floats:
    """
    Share of what moves in a tag that comes back ``lag_h`` hours later: float64 [n_tags], -1..1, NaN if too little moves.

    The autocovariance of square roots at that lag over their variance less that of counting; only pairs of observed hours.
    """
    x = np.sqrt(np.asarray(counts, dtype=np.float64) + 0.375)
    used = np.asarray(observed) > 0
    pairs = used[lag_h:] & used[:-lag_h]
    if pairs.sum() < max(min_pairs, 2):
        return np.full(len(x), np.nan)
    late, early = x[:, lag_h:][:, pairs], x[:, :-lag_h][:, pairs]
    late, early = late - late.mean(axis=1, keepdims=True), early - early.mean(axis=1, keepdims=True)
    signal = np.sqrt(late.var(axis=1) * early.var(axis=1)) - _POISSON_VARIANCE
    # The rate's variance over its mean squared is about four times the root's over the mean.
    least = np.maximum(_MIN_SIGNAL, MIN_SWING**2 / 4 * (x**2).mean(axis=1))
    share: Floats = (late * early).mean(axis=1) / np.where(signal > least, signal, np.nan)
    return np.clip(share, -1.0, 1.0)
