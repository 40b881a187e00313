"""The next 24 hours of a tag with an interval that its own past errors give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hashtagger.trends.scoring import ScoringParams, expect

Floats = NDArray[np.float64]

HORIZON_H = 24
LEVEL = 0.8
BACKTEST_DAYS = 14
ORIGIN_EVERY_H = 6
MIN_ORIGINS = 8
LIFT_OVER_H = 3
"""How many hours tell how far a tag stands from its ordinary course now."""
LIFT_HALF_LIFE_H = 6.0
BURST_LIFT = 2.0
"""From so many times the ordinary course on, past errors say too little of when it ends."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Authors an hour of the next ``HORIZON_H`` hours; every array is float64 [n_tags, 24], 0 or more, low <= high."""

    expected: Floats
    low: Floats
    high: Floats
    origins: int
    """How many earlier forecasts the interval was measured on; fewer than ``MIN_ORIGINS``: it is computed, not measured."""


def forecast(counts: ArrayLike, observed: ArrayLike, params: ScoringParams | None = None) -> Forecast:
    """
    The scorer's expectation of each coming hour, lifted by how far the last three hours stood from theirs (halved every
    ``LIFT_HALF_LIFE_H``), with an 80 % interval.

    The interval: the same forecast is made from every sixth hour of the last two weeks; the 10th and 90th percentiles of
    its errors, in units of the square root of the forecast, are added to the forecast. Of a tag that stands at twice its
    ordinary course or more, the interval reaches from a burst that ends now to one that goes on all day.

    Arguments as ``score_last_hour``; the forecast begins after the last column.
    """
    params = params or ScoringParams()
    x, heard = np.asarray(counts, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    used = heard >= params.min_observed
    expected, spread, ordinary, lift = _ahead(x, heard, params)
    errors = [
        _errors(x, heard, origin, params)
        for origin in range(len(heard) - HORIZON_H, len(heard) - HORIZON_H * BACKTEST_DAYS - 1, -ORIGIN_EVERY_H)
        if origin > 0 and used[:origin].sum() > params.min_history_h and used[origin : origin + HORIZON_H].any()
    ]
    if len(errors) < MIN_ORIGINS:
        low, high = expected - 1.2816 * spread, expected + 1.2816 * spread
    else:
        tails = np.nanquantile(np.concatenate(errors, axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
        low, high = (expected + tail[:, None] * _unit(expected) for tail in tails)
    bursting = lift[:, None] >= BURST_LIFT
    low = np.where(bursting, np.minimum(low, ordinary - (expected - low)), low).clip(0.0)
    high = np.where(bursting, np.maximum(high, ordinary * lift[:, None] + (high - expected)), high)
    return Forecast(expected, low, np.maximum(high, low), len(errors))


def _errors(x: Floats, heard: Floats, origin: int, params: ScoringParams) -> Floats:
    expected, *_ = _ahead(x[:, :origin], heard[:origin], params)
    came, used = x[:, origin : origin + HORIZON_H], heard[origin : origin + HORIZON_H] >= params.min_observed
    return np.where(used, (came - expected) / _unit(expected), np.nan)


def _ahead(x: Floats, heard: Floats, params: ScoringParams) -> tuple[Floats, Floats, Floats, Floats]:
    """The forecast, its standard deviation, and the ordinary course, [n, 24]; how far above that the tag stands, [n]."""
    kept = params.history_h + LIFT_OVER_H
    x, heard = x[:, -kept:], heard[-kept:]
    later = np.zeros((len(x), HORIZON_H))
    coming = expect(np.hstack([x, later]), np.append(heard, later[0]), slice(-HORIZON_H, None), params)
    lately = expect(x, heard, slice(-LIFT_OVER_H, None), params).mean
    used = heard[-LIFT_OVER_H:] >= params.min_observed
    came, ordinary = x[:, -LIFT_OVER_H:][:, used].sum(axis=1), lately[:, used].sum(axis=1)
    # One author more on each side: a rare tag does not leap because one person used it.
    lift = (came + 1) / (ordinary + 1)
    course = lift[:, None] ** (0.5 ** (np.arange(1, HORIZON_H + 1) / LIFT_HALF_LIFE_H))
    return coming.mean * course, np.sqrt(coming.variance) * course, coming.mean, lift


def _unit(expected: Floats) -> Floats:
    return np.sqrt(expected + 0.25)
