"""Mastodon's own trend rule, kept as the baseline that ours is measured against (its ``Trends::Tags``, version 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

THRESHOLD = 5
"""Accounts of today below which there is no score."""
HALF_LIFE_H = 4.0
COOLDOWN_H = 48
"""How long the highest score is remembered."""
DECAY_THRESHOLD = 1.0


def score(today: ArrayLike, yesterday: ArrayLike) -> Floats:
    """
    ``(today - yesterday)² / yesterday`` on distinct accounts; 0 when falling or below ``THRESHOLD``. Nobody counts as one.

    >>> float(score(13, 0)), float(score(16, 2))
    (144.0, 98.0)
    """
    observed = np.asarray(today, dtype=np.float64)
    expected = np.maximum(np.asarray(yesterday, dtype=np.float64), 1.0)
    judged: Floats = np.where(
        (expected > observed) | (observed < THRESHOLD), 0.0, (observed - expected) ** 2 / expected
    )
    return judged


def decayed(highest: ArrayLike, age_h: ArrayLike) -> Floats:
    """
    What is left of the highest score after ``age_h`` hours; 0 below ``DECAY_THRESHOLD``.

    >>> float(decayed(144, 12))
    18.0
    """
    left = np.asarray(highest, dtype=np.float64) * 0.5 ** (np.asarray(age_h, dtype=np.float64) / HALF_LIFE_H)
    kept: Floats = np.where(left < DECAY_THRESHOLD, 0.0, left)
    return kept


def raw_scores(accounts: ArrayLike) -> Floats:
    """
    The score at each hour, of the UTC day so far against the whole day before: float64 [n_tags, n_hours], as ``accounts``.

    The first column is the first hour of a day. Hours are added up to days: Mastodon counts an account once a day, so
    this sees more of accounts that come back. The first day has score 0.
    """
    x = np.asarray(accounts, dtype=np.float64)
    days = -(-x.shape[1] // 24)
    by_day = np.zeros((len(x), days * 24))
    by_day[:, : x.shape[1]] = x
    so_far = by_day.reshape(len(x), days, 24).cumsum(axis=2)
    yesterday = np.zeros_like(so_far)
    yesterday[:, 1:] = so_far[:, :-1, -1:]
    judged = score(so_far, yesterday)
    judged[:, 0] = 0.0
    return judged.reshape(len(x), -1)[:, : x.shape[1]]


def list_scores(accounts: ArrayLike) -> Floats:
    """What Mastodon sorts its list by at each hour: the highest raw score of the last two days, decayed. As ``raw_scores``."""
    raw = raw_scores(accounts)
    listed = np.zeros_like(raw)
    highest = np.zeros(len(raw))
    when = np.zeros(len(raw))
    for hour in range(raw.shape[1]):
        highest = np.where(hour - when > COOLDOWN_H, 0.0, highest)
        higher = raw[:, hour] > highest
        highest, when = np.where(higher, raw[:, hour], highest), np.where(higher, hour, when)
        listed[:, hour] = decayed(highest, hour - when)
    return listed
