"""
What one answer tells about another slate: weights that follow exactly from how chance had a say (``Exploration``).

The slate model of Swaminathan et al. (2017, https://arxiv.org/abs/1605.04812): what a post earns is, up to noise, a sum over the
tags it was shown. ``1_A`` marks the tags of the shown slate A, ``1_G`` those of the greedy one, ``1_T`` those that the target
would show. With d = 1_T - 1_G and Γ = E[1_A 1_Aᵀ] the weight of an answer is

    w = dᵀ Γ⁺ 1_A        so that E[w · earned] = value of T - value of G, whatever each tag is worth.

Here only one tag at a time is left to chance, so Γ⁺ needs no matrix. With rate ρ, m tags that may give way, pool chances p, and
a target that takes n tags of the pool in place of n of the m:

    nothing was explored                    w = - n / (1 - ρ)
    tag j came in, tag g gave way           w = ([j enters] / p_j + m · [g leaves] - n) / ρ

(``tests/ranker/test_swaps.py`` compares both forms.) An answer is *supported*, d in the range of Γ, when the target has as many
tags, every tag that enters is in the pool, and every tag that leaves may give way. A target with the greedy tags always is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hashtagger.ranking import Exploration
from hashtagger.types import Tag


@dataclass(frozen=True, slots=True)
class Swap:
    """One answer, seen from a target."""

    supported: bool
    changed: int
    """Tags in which the target differs; 0 for the same tags in any order."""
    rate: float
    """Chance that something is explored; 0 where nothing could be."""
    explored: bool
    free: int
    """m: tags that may give way."""
    entered: float
    """1 / p of the tag that came in, when the target wants it; else 0."""
    left: bool
    """Whether the tag that gave way is one that the target does without."""


def swap_of(exploration: Exploration, target: Sequence[Tag]) -> Swap:
    """How the answer that ``exploration`` describes bears on showing ``target`` instead of the greedy tags."""
    greedy, wanted, chances = set(exploration.greedy), set(target), dict(exploration.pool)
    free = greedy.difference(exploration.fixed)
    enters, leaves = wanted - greedy, greedy - wanted
    rate = exploration.rate if free and chances else 0.0
    sure = len(wanted) == len(greedy) and leaves <= free and all(chances.get(tag, 0.0) > 0 for tag in enters)
    came, place = exploration.tag, exploration.position
    explored = came is not None and place is not None
    return Swap(
        supported=not (enters or leaves) or (sure and 0.0 < rate < 1.0),
        changed=len(enters),
        rate=rate,
        explored=explored,
        free=len(free),
        entered=1.0 / chances[came] if came is not None and came in enters and chances.get(came, 0.0) > 0 else 0.0,
        left=place is not None and exploration.greedy[place - 1] in leaves,
    )


def contrast_weights(
    changed: ArrayLike, rate: ArrayLike, free: ArrayLike, explored: ArrayLike, entered: ArrayLike, left: ArrayLike
) -> NDArray[np.float64]:
    """
    w of each supported answer, float64 [n]; the arguments are the fields of ``Swap``, each [n] or one number. The mean of w is 0.
    """
    changed = np.asarray(changed, dtype=np.float64)
    rate = np.asarray(rate, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = (np.asarray(entered) + np.asarray(free) * np.asarray(left) - changed) / rate
        weights = np.where(np.asarray(explored), seen, -changed / (1.0 - rate))
    return np.where(changed > 0, weights, 0.0)


def greedy_weights(rate: ArrayLike, explored: ArrayLike) -> NDArray[np.float64]:
    """The same for the value of the greedy slate itself, 1_Gᵀ Γ⁺ 1_A; its mean is 1."""
    rate = np.asarray(rate, dtype=np.float64)
    return np.where(np.asarray(explored), 0.0, 1.0 / np.maximum(1.0 - rate, 1e-12))
