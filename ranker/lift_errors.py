"""
How far off lifts are, when what the levels of accounts take in is given back.

An account's level is what its posts earn on average, its usual tags included. Of what a tag earns that account, only the part
left = 1 - (share of its posts with the tag) shows in residuals, and the mean of n posts has a variance of left · σ²/n around it:

    mean = left · (μ + u) + e,    Var e = left · σ² / n

The method of moments of ``ranker/lifts.py``, with that in it, finds ω and τ as they were before. It holds where a tag comes
with others by chance. Where tags always come together nobody can tell which of them earned.
"""

from __future__ import annotations

import numpy as np

from ranker.cells import Cells, Floats

_ROUNDS = 20
_LITTLE = 1e-9


def accounts_before_levels(cells: Cells, noise2: float) -> float:
    """ω²: DerSimonian and Laird's estimate, the tags pooled. Below 0 by bad luck; 0 where every tag is on every post."""
    weight = cells.posts / noise2
    total = np.bincount(cells.tag, weight)
    mean = np.bincount(cells.tag, weight * cells.mean) / total
    free = 1.0 - weight / total[cells.tag]
    spread = float(np.sum(weight * (cells.mean - mean[cells.tag]) ** 2) - np.sum(cells.left * free))
    scale = float(np.sum(cells.left**2 * weight * free))
    return spread / scale if scale > _LITTLE else 0.0


def tags_before_levels(cells: Cells, noise2: float, shown2: float, omega2: float) -> float:
    """
    τ²: Morris's estimate and one standard error of it, so that a few tags that happen to be alike do not make it nothing.

    ``shown2``, ω² as it shows in residuals, makes the weights of cells; ``omega2`` is that before levels.
    """
    weight = 1.0 / (shown2 + noise2 / cells.posts)
    total = np.bincount(cells.tag, weight)
    mean, left = (np.bincount(cells.tag, weight * each) / total for each in (cells.mean, cells.left))
    error2 = errors_before_levels(cells, weight / total[cells.tag], noise2, omega2, 0.0) + _LITTLE
    tau2 = 0.0
    for _ in range(_ROUNDS):
        share = 1.0 / (error2 + tau2)
        scale = max(float(np.sum(share * left**2)), _LITTLE)
        tau2 = max(float(np.sum(share * (mean**2 - error2))) / scale, 0.0)
    known = float(np.sum((left**2 / (error2 + tau2)) ** 2))
    return tau2 + (2.0 / known) ** 0.5 if known > _LITTLE else tau2


def errors_before_levels(cells: Cells, shares: Floats, noise2: float, omega2: float, tau2: float) -> Floats:
    """Mean squares by which Σ share · mean misses μ, float64 [tags]; ``shares`` [len(cells)] are 1 for a tag at most."""
    shown = np.bincount(cells.tag, shares * cells.left)
    chance = np.bincount(cells.tag, shares**2 * cells.left * (cells.left * omega2 + noise2 / cells.posts))
    return np.asarray((1.0 - shown) ** 2 * tau2 + chance)
