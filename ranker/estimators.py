"""
Estimates of a target's value minus that of the greedy slates, from weights and residual engagement; arrays in, arrays out.

With the weights w of ``ranker/swaps.py``, over the supported answers whose post is known, r its residual engagement:

    IPS     mean of w · r                                          the pseudo-inverse estimator of Swaminathan et al. (2017)
    SNIPS   Σ (w + v) r / Σ (w + v) - Σ v r / Σ v                  self-normalised (Swaminathan & Joachims, 2015)
    DR      mean of g(T) + w · (r - μ - g(A))                      doubly robust (Dudík et al., 2014); the verdict is its
    direct  mean of g(T)                                           only as right as g; never the verdict

v are the weights of the greedy slate itself, and g a direct model of what tags earn: linear in what a row says of a tag, so a
slate's gain over the greedy one is a sum over the tags in which they differ. For DR, g and μ are fitted to other accounts than
those that they are used for. The weights make the first three right whatever g says; g only makes DR narrower where it is good.

Each function returns one number for each answer, of which the mean is the estimate and the scatter between accounts its error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranker.contrasts import Contrasts, Floats

FOLDS = 5
_RIDGE = 100.0
"""Pull of the direct model towards 0, in answers in which something was explored."""


def effective_samples(contrasts: Contrasts) -> float:
    """
    4 n² / Σ w² over the n changed answers.

    An experiment that shows each of N posts one slate or the other, half and half, measures their difference with the variance
    4 σ² / N; the weighted mean with σ² Σ w² / n².
    """
    total = float(np.sum(contrasts.weights**2))
    return 4.0 * float(contrasts.changed.sum()) ** 2 / total if total else 0.0


def weighted(contrasts: Contrasts) -> Floats:
    """IPS, of each answer: its mean is the estimate. [n]"""
    return contrasts.weights * contrasts.earned


def self_normalised(contrasts: Contrasts) -> Floats:
    """SNIPS, of each answer: the estimate plus the answer's influence on it. [n]"""
    found = np.zeros(len(contrasts.earned))
    for weights, sign in ((contrasts.weights + contrasts.greedy, 1.0), (contrasts.greedy, -1.0)):
        value = float(np.sum(weights * contrasts.earned) / np.sum(weights))
        found += sign * (value + weights * (contrasts.earned - value) / weights.mean())
    return found


def doubly_robust(contrasts: Contrasts) -> Floats:
    """DR, of each answer: its mean is the estimate. [n]"""
    folds = np.random.default_rng(0).permutation(int(contrasts.accounts.max()) + 1)[contrasts.accounts] % FOLDS
    found = np.empty(len(contrasts.earned))
    for fold in range(FOLDS):
        inside = folds == fold
        level, slopes = _direct_model(contrasts, ~inside)
        rest = contrasts.earned[inside] - level - contrasts.shift[inside] @ slopes
        found[inside] = contrasts.wanted[inside] @ slopes + contrasts.weights[inside] * rest
    return found


def modelled(contrasts: Contrasts) -> Floats:
    """The direct estimate, of each answer: the estimate plus the answer's influence on it. [n]"""
    level, slopes = _direct_model(contrasts, np.ones(len(contrasts.earned), dtype=bool))
    by_chance = contrasts.shift - contrasts.expected
    rest = contrasts.earned - level - by_chance @ slopes
    scaled, scale = _scaled(contrasts, by_chance)
    mean = contrasts.wanted.mean(axis=0) / scale
    influence = np.linalg.solve(_moments(scaled), mean) @ scaled.T * len(rest) * rest
    return np.asarray(contrasts.wanted @ slopes + influence)


def _direct_model(contrasts: Contrasts, chosen: NDArray[np.bool_]) -> tuple[float, Floats]:
    """
    Ridge regression of what was earned on what chance changed, each answer's own mean over chance taken off: what else differs
    between answers has no say (regression with known randomisation).
    """
    earned = contrasts.earned[chosen]
    level = float(earned.mean()) if len(earned) else 0.0
    scaled, scale = _scaled(contrasts, (contrasts.shift - contrasts.expected)[chosen])
    return level, np.linalg.solve(_moments(scaled), scaled.T @ (earned - level)) / scale


def _scaled(contrasts: Contrasts, by_chance: Floats) -> tuple[Floats, Floats]:
    """In units of an explored change, so that the pull is the same whatever the columns' units are; and those units, [k]."""
    moved = contrasts.shift[np.any(contrasts.shift != 0, axis=1)]
    scale = np.sqrt((moved**2).mean(axis=0)) if len(moved) else np.ones(by_chance.shape[1])
    scale = np.where(scale > 1e-9, scale, np.inf)
    return by_chance / scale, scale


def _moments(scaled: Floats) -> Floats:
    return np.asarray(scaled.T @ scaled + _RIDGE * np.eye(scaled.shape[1]))
