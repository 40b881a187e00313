"""Puts tags of one source on a scale of 0..1, and the scales of all sources together into one score (``docs/trends.md``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FULL_PEAK = 4.0
"""A peak from here on keeps all of its rank; a smaller one in proportion: the first of a quiet night is not news."""
NOVELTY_SLOTS = 28
LARGEST_WEIGHT = 0.5
BONUS = 0.1
BONUS_SHARE = 0.25
"""What each of two sources must give at least before the second counts as a witness."""

WEIGHTS: Mapping[str, float] = {"bluesky": 1.0, "mastodon": 1.0}
"""Sources that count authors of hashtags; all others list."""
LIST_WEIGHT = 0.5
FAMILIES: Mapping[str, str] = {"bluesky_topics": "bluesky"}
"""Sources that look at the same posts are one witness."""


@dataclass(frozen=True, slots=True)
class Merged:
    """All sources together, for n names."""

    score: Floats
    """0..1, and ``BONUS`` for a second witness: float64 [n]."""
    witnesses: NDArray[np.int64]
    """Independent sources with a share of at least ``BONUS_SHARE``: int64 [n]."""


def shares(peak: ArrayLike) -> Floats:
    """
    Where each peak stands among all of its source and scope, 0..1: float64 [n].

    The rank from below (equal peaks share their middle rank) over the number of peaks above 0, times ``min(1, peak /
    FULL_PEAK)``; 0 for a peak of 0. Give all tags of the scope at once: a chunk has no ranks.
    """
    p = np.asarray(peak, dtype=np.float64)
    risen = np.sort(p[p > 0])
    if not len(risen):
        return np.zeros_like(p)
    rank = (np.searchsorted(risen, p, "left") + 1 + np.searchsorted(risen, p, "right")) / 2
    return np.where(p > 0, rank / len(risen) * np.minimum(p / FULL_PEAK, 1.0), 0.0)


def list_shares(
    rank: ArrayLike, *, length: int, listed: ArrayLike, slots: int, age_h: ArrayLike, period_h: float = 1.0
) -> Floats:
    """
    The share of names that a source lists without counting authors, 0..1: float64 [n].

    ``(1 - (rank - 1) / length) x novelty x 0.5 ** (age_h / max(4, period_h))`` with ``novelty = 1 - (listed + 1) / (slots
    + 2)``: the share of earlier slots that listed the name, drawn to one half while there are few slots.

    Args:
        rank: Place in the newest good snapshot, from 1, [n]; NaN where the source has no order (counts as the middle).
        length: How many names that snapshot has, 1 or more.
        listed: How many of the ``slots`` slots before it listed the name, [n].
        slots: Good slots before the newest, at most ``NOVELTY_SLOTS``.
        age_h: Hours since that snapshot was fetched, scalar or [n], 0 or more.
        period_h: How often the source renews its list: 1, or 24.
    """
    places = np.asarray(rank, dtype=np.float64)
    place = np.where(np.isnan(places), (length + 1) / 2, places)
    standing = np.clip(1 - (place - 1) / length, 0.0, 1.0)
    novelty = 1 - (np.asarray(listed, dtype=np.float64) + 1) / (slots + 2)
    kept: Floats = standing * novelty * 0.5 ** (np.asarray(age_h, dtype=np.float64) / max(4.0, period_h))
    return kept


def capped_weights(sources: Iterable[str], weights: Mapping[str, float] = WEIGHTS) -> dict[str, float]:
    """
    The weight of each source that covers a scope: in proportion to ``weights``, none above one half, at most 1 together.

    Sources of one family (``FAMILIES``) are capped together. What the cap takes goes to the others; a single family keeps
    one half and the other half is nobody's.
    Depends on which sources are switched on, not on which have answered: an outage does not lift the others.
    """
    wanted = {source: weights.get(source, LIST_WEIGHT) for source in sorted(set(sources))}
    total = sum(wanted.values())
    families: dict[str, float] = {}
    for source, weight in wanted.items():
        family = FAMILIES.get(source, source)
        families[family] = families.get(family, 0.0) + weight
    scale = dict.fromkeys(families, 1 / total if wanted else 0.0)
    over = [family for family, weight in families.items() if weight > LARGEST_WEIGHT * total]
    if over:  # at most one can stand above one half
        rest = total - families[over[0]]
        scale = dict.fromkeys(families, (1 - LARGEST_WEIGHT) / rest if rest else 0.0)
        scale[over[0]] = LARGEST_WEIGHT / families[over[0]]
    return {source: weight * scale[FAMILIES.get(source, source)] for source, weight in wanted.items()}


def merge(shares_of: Mapping[str, ArrayLike], weights: Mapping[str, float]) -> Merged:
    """
    ``score = Σ weight(source) · share(source) + BONUS`` where at least two witnesses stand for the name.

    Args:
        shares_of: source → its shares, 0..1, [n], 0 where it does not know the name; all in the same order of names.
        weights: ``capped_weights`` of the sources that cover the scope; a source without one adds nothing.

    Raises:
        ValueError: ``shares_of`` is empty.
    """
    if not shares_of:
        raise ValueError("no source to merge")
    by_source = {source: np.asarray(share, dtype=np.float64) for source, share in sorted(shares_of.items())}
    score = np.sum([weights.get(source, 0.0) * share for source, share in by_source.items()], axis=0)
    families = {FAMILIES.get(source, source) for source in by_source}
    witnesses: NDArray[np.int64] = np.sum(
        [
            np.any(
                [s >= BONUS_SHARE for source, s in by_source.items() if FAMILIES.get(source, source) == family], axis=0
            )
            for family in sorted(families)
        ],
        axis=0,
        dtype=np.int64,
    )
    return Merged(score + BONUS * (witnesses >= 2), witnesses)
