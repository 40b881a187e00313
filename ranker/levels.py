"""The level of an account at each of its posts, from its other posts: shrunk, drifting slowly, deaf to single viral posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CLIP = 2.5
"""A post moves the level of its account as if it were at most this many standard deviations away from it (Huber, 1964)."""


@dataclass(frozen=True, slots=True)
class LevelModel:
    """
    How levels are made: level = a + d, both posterior means under normal laws.

    a, of all other posts:              Σ r / (n + noise² / between²)
    d, of the posts near in time:       Σ w (r - a) / (Σ w + noise² / drift²),   w = 0.5^(distance / half_life)
    """

    noise: float
    """Standard deviation of a post around the level of its account, above 0."""
    between: float
    """Standard deviation of the levels of accounts, above 0."""
    drift: float = 0.0
    """Standard deviation of a level around its long mean; 0: levels do not drift."""
    half_life_h: float = 60 * 24.0

    def level(self, total: Floats, count: Floats, near: Floats, weight: Floats) -> Floats:
        """From sums of all other posts and from sums of the same weighted by their nearness."""
        long_run = total / (count + (self.noise / self.between) ** 2)
        if not self.drift:
            return long_run
        return long_run + (near - long_run * weight) / (weight + (self.noise / self.drift) ** 2)


def levels_of_others(values: Floats, accounts: Integers, hours: Floats, model: LevelModel) -> Floats:
    """The level for each post from all *other* posts of its account, earlier and later. [n]; 0 without any."""
    clipped = clip_to_account(values, accounts, CLIP * model.noise)
    return model.level(*sums_of_others(clipped, accounts, hours, model.half_life_h))


def levels_before(values: Floats, accounts: Integers, hours: Floats, model: LevelModel) -> Floats:
    """The level for each post from posts of its account that were published strictly earlier. [n]; 0 without any."""
    order = np.lexsort((hours, accounts))
    out = np.zeros(len(values))
    prior = (model.noise / model.between) ** 2
    drift_prior = (model.noise / model.drift) ** 2 if model.drift else float("inf")
    account, last, level, limit = -1, 0.0, 0.0, 0.0
    total = count = near = weight = 0.0
    waiting: list[float] = []  # published at the moment ``last``
    for at, who, hour, value in zip(
        order, accounts[order].tolist(), hours[order].tolist(), values[order].tolist(), strict=True
    ):
        if who != account:
            account, last, level, waiting = who, hour, 0.0, []
            total = count = near = weight = 0.0
            limit = CLIP * model.noise * (1.0 + 1.0 / prior) ** 0.5
        elif hour > last:
            total, count = total + sum(waiting), count + len(waiting)
            fade = 0.5 ** ((hour - last) / model.half_life_h)
            near, weight = (near + sum(waiting)) * fade, (weight + len(waiting)) * fade
            last, waiting = hour, []
            long_run = total / (count + prior)
            level = long_run + (near - long_run * weight) / (weight + drift_prior)
            limit = CLIP * model.noise * (1.0 + 1.0 / (count + prior)) ** 0.5
        out[at] = level
        waiting.append(min(max(value, level - limit), level + limit))
    return out


def clip_to_account(values: Floats, accounts: Integers, limit: float) -> Floats:
    """Each value brought to within ``limit`` of the middle of its account: the median of its values and of a 0."""
    population = np.arange(int(accounts.max()) + 1 if len(accounts) else 0)
    middles = medians(np.append(values, np.zeros(len(population))), np.append(accounts, population))
    return middles[accounts] + np.clip(values - middles[accounts], -limit, limit)


def medians(values: Floats, accounts: Integers) -> Floats:
    """Of each account 0.. that occurs: the mean of the two middle values, which are one for an odd number of them."""
    order = np.lexsort((values, accounts))
    sizes = np.bincount(accounts)
    starts = np.cumsum(sizes) - sizes
    ordered = values[order]
    return np.asarray((ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2.0)


def sums_of_others(
    values: Floats, accounts: Integers, hours: Floats, half_life_h: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """For each post over the other posts of its account: sum, count, sum by nearness, sum of nearness. Each [n]."""
    total = np.bincount(accounts, values)[accounts] - values
    count = (np.bincount(accounts)[accounts] - 1).astype(np.float64)
    order = np.lexsort((hours, accounts))
    near, weight = np.zeros(len(values)), np.zeros(len(values))
    for turn, sign in ((order, 1.0), (order[::-1], -1.0)):
        sums, weights = _faded_sums(accounts[turn], sign * hours[turn], values[turn], half_life_h)
        near[turn] += sums
        weight[turn] += weights
    return total, count, near, weight


def _faded_sums(accounts: Integers, hours: Floats, values: Floats, half_life_h: float) -> tuple[Floats, Floats]:
    """Running sums over the rows before, of the same account, each faded by the time since; the rows are in the order of time."""
    gaps = np.diff(hours, prepend=hours[:1])
    first = np.diff(accounts, prepend=-1) != 0
    fades = np.where(first, 0.0, 0.5 ** (np.where(first, 0.0, gaps) / half_life_h))
    sums, weights = [], []
    near = weight = previous = 0.0
    for fade, value in zip(fades.tolist(), values.tolist(), strict=True):
        near, weight = (near + previous) * fade, (weight + 1.0) * fade
        sums.append(near)
        weights.append(weight)
        previous = value
    return np.array(sums), np.array(weights)
