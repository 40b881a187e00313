"""The rules that are compared: each turns hourly authors into a number an hour that rises when a tag does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.trend_world.world import Floats
from hashtagger.trends import mastodon_rule
from hashtagger.trends.counted import LEAST_PEAK
from hashtagger.trends.scoring import ScoringParams, hourly_z, recent_z, stable_z

Rule = Callable[[Floats, Floats], Floats]
"""(authors [n, hours], observed [hours]) → [n, hours]. Only ours looks at ``observed``; the others take a gap for zeros."""

MIN_AUTHORS = 5
PUBLIC_FLOOR = 10


def detectors(params: ScoringParams | None = None) -> Mapping[str, Rule]:
    """What would raise an alert, ours first."""
    return {
        "ours: z of three hours": lambda x, heard: recent_z(x, heard, slice(None), params),
        "ours: z of one hour": lambda x, heard: hourly_z(x, heard, slice(None), params),
        "ours: stable": lambda x, heard: stable_z(hourly_z(x, heard, slice(None), params), heard),
        "ours: as published": lambda x, heard: published(x, heard, params),
        "Mastodon": lambda x, heard: mastodon_rule.raw_scores(x),
        "week over week": lambda x, heard: week_over_week(x),
        "EWMA": lambda x, heard: ewma(x),
        "EWMA by hour of day": lambda x, heard: ewma_by_hour(x),
        "Poisson, mean of a week": lambda x, heard: poisson_week(x),
    }


def lists(params: ScoringParams | None = None) -> Mapping[str, Rule]:
    """What a list would be sorted by, ours first."""
    others = detectors(params)
    return {
        "ours: peak": lambda x, heard: decaying_peaks(stable_z(hourly_z(x, heard, slice(None), params), heard)),
        "ours: stable": others["ours: stable"],
        "Mastodon": lambda x, heard: mastodon_rule.list_scores(x),
        **{name: others[name] for name in list(others)[5:]},
    }


def published(x: Floats, heard: Floats, params: ScoringParams | None = None) -> Floats:
    """The z of trends that are shown: with a peak worth keeping, and ten authors in an hour of the last 24."""
    peak = decaying_peaks(stable_z(hourly_z(x, heard, slice(None), params), heard))
    busiest = np.max([np.pad(x, ((0, 0), (lag, 0)))[:, : x.shape[1]] for lag in range(24)], axis=0)
    shown = (peak >= LEAST_PEAK) & (busiest >= PUBLIC_FLOOR)
    return np.where(shown, recent_z(x, heard, slice(None), params), 0.0)


def decaying_peaks(stable: Floats, half_life_h: float = 4.0) -> Floats:
    """``scoring.peaks`` at every hour: the same up to what is older than 48 hours, less than 0.03 %."""
    kept = np.zeros_like(stable)
    now = np.zeros(len(stable))
    for hour in range(stable.shape[1]):
        now = np.maximum(stable[:, hour], now * 0.5 ** (1 / half_life_h))
        kept[:, hour] = now
    return kept


def week_over_week(x: Floats) -> Floats:
    """Growth of the last 24 hours over the same 24 a week before; 0 below five authors."""
    day = window(x, 24)
    before = np.zeros_like(day)
    before[:, 168:] = day[:, :-168]
    growth = np.where(day >= MIN_AUTHORS, (day - before) / np.maximum(before, 1), 0.0)
    growth[:, : 8 * 24] = 0
    return growth


def ewma(x: Floats, alpha: float = 0.05) -> Floats:
    """(authors - mean) / sd, both exponentially weighted."""
    judged = np.zeros_like(x)
    mean, variance = np.zeros(len(x)), np.zeros(len(x))
    for hour in range(x.shape[1]):
        off = x[:, hour] - mean
        judged[:, hour] = off / np.sqrt(np.maximum(np.maximum(variance, mean), 0.25))
        mean = mean + alpha * off
        variance = (1 - alpha) * (variance + alpha * off**2)
    return np.where(x >= MIN_AUTHORS, judged, 0.0)


def ewma_by_hour(x: Floats, alpha: float = 0.02) -> Floats:
    """Three hours against a slow level times the profile of the day of the last two weeks: signed Poisson deviance."""
    three, day = window(x, 3), window(x, 24) / 24
    judged = np.zeros_like(x)
    level = day[:, 23].copy()
    for hour in range(8 * 24, x.shape[1]):
        days = np.arange(hour - 24, max(hour - 24 * 15, 2), -24)
        profile = three[:, days].mean(axis=1) / np.maximum(day[:, days].mean(axis=1), 1e-2)
        expected = np.maximum(level * profile, 0.3)
        now = three[:, hour]
        deviance = 2 * (now * np.log(np.maximum(now, 1) / expected) - (now - expected))
        judged[:, hour] = np.where((now >= MIN_AUTHORS) & (now > expected), np.sqrt(np.maximum(deviance, 0)), 0.0)
        level = (1 - alpha) * level + alpha * day[:, hour]
    return judged


def poisson_week(x: Floats) -> Floats:
    """(authors - m) / √m, with m the mean of the 168 hours before."""
    mean = np.zeros_like(x)
    mean[:, 1:] = window(x, 168)[:, :-1] / 168
    return np.where(x >= MIN_AUTHORS, (x - mean) / np.sqrt(np.maximum(mean, 0.25)), 0.0)


def window(x: Floats, length: int) -> Floats:
    """Sum of the last ``length`` columns at each column."""
    total = np.cumsum(np.pad(x, ((0, 0), (length, 0))), axis=1)
    return total[:, length:] - total[:, :-length]
