"""
What a candidate was worth: the label that a ranker learns from, one group for each post.

    used tags        the grade of their post: the fifth of the slice that its residual engagement is in, 0..4
    all others       2, neutral: those that the creator removed, and up to 20 eligible candidates, drawn with the id of the
                     answer as seed

Used tags stand above the neutral ones as often as below, so whatever says only that a tag *was* used (its place, its
relevance, its volume) is right as often as wrong: a ranker learns from the difference between posts that did well and posts
that did badly, and never to repeat the policy that chose the tags. A removal is an opinion and no engagement; graded below
neutral it made models earn less (``docs/learning.md``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, FeedbackKind, PostOutcome
from hashtagger.ranking import Rows
from hashtagger.recommend.diversify import RELEVANCE_FLOOR
from hashtagger.recommend.exploration import propensity_of
from hashtagger.types import Tag
from ranker.features import NAMES
from ranker.logged import LoggedAnswer

LEVELS, NEUTRAL = 5, 2
"""How many grades there are, and that of a tag that says nothing."""
NEUTRALS = 20
"""Neutral candidates of one group."""
CLIP = 3.0
"""No inverse propensity weighs more."""
USED, UNUSED, REMOVED = 1, 0, -1

_FLAGS = NAMES.index("flags")


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """
    One post with the candidates that it teaches about, in an order drawn by lot: arrays of one length n.

    The lot matters: LightGBM breaks ties of scores, which all are equal at first, by the order of the rows.
    """

    outcome: PostOutcome
    tags: tuple[Tag, ...]
    rows: Rows
    use: NDArray[np.int8]
    """1 used, 0 neutral, -1 removed."""
    positions: NDArray[np.int32]
    """From 1, as shown; 0 for what was not."""
    weights: NDArray[np.float64]
    """Inverse propensity of having been shown, cut at ``CLIP``; 1 where chance had no say."""
    clipped: int
    """Rows whose weight was cut."""

    @property
    def account(self) -> Account:
        return self.outcome.account

    def grades(self, grade: int) -> NDArray[np.int32]:
        """Of the rows, when the post is worth ``grade``."""
        return np.where(self.use == USED, grade, NEUTRAL).astype(np.int32)


def group_of(answer: LoggedAnswer, *, clip: float = CLIP) -> Group | None:
    """
    The group of an answer of today's schema whose post is known; None when the post used none of the candidates.

    Raises ValueError when the rows do not fit the candidates or hold an infinity, or a propensity is no probability.
    """
    if answer.outcome is None or not (used := set(answer.outcome.tags) & set(answer.candidates)):
        return None
    if answer.rows.shape != (len(answer.candidates), len(NAMES)) or np.isinf(answer.rows).any():
        raise ValueError("the rows are not those of the candidates")
    told = answer.feedback or {}
    removed = {tag for tag, kind in told.items() if kind is FeedbackKind.REMOVED and tag not in used}
    use = np.array([USED if t in used else REMOVED if t in removed else UNUSED for t in answer.candidates], np.int8)
    draw = np.random.default_rng(int.from_bytes(hashlib.sha256(answer.recommendation_id.encode()).digest()[:8]))
    neutral = _eligible(answer, use)
    kept = np.concatenate([np.flatnonzero(use), draw.permutation(neutral)[:NEUTRALS]])
    draw.shuffle(kept)
    place = {tag: position for position, tag in enumerate(answer.shown, start=1)}
    inverse = np.array([_inverse(answer, answer.candidates[i]) if use[i] else 1.0 for i in kept])
    return Group(
        answer.outcome,
        tuple(answer.candidates[i] for i in kept),
        answer.rows[kept],
        use[kept],
        np.array([place.get(answer.candidates[i], 0) for i in kept], np.int32),
        np.minimum(inverse, clip),
        int(np.sum(inverse > clip)),
    )


def grades_of(residuals: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> NDArray[np.int32]:
    """
    The fifth that each residual is in, 0..4; equal residuals have equal grades, and all equal ones are neutral. [n]

    Fifths are of the ``weights`` [n], where they are given: one who weighs little does not decide what a good post is.

    >>> grades_of(np.array([0.3, -2.0, 0.1, 5.0, -0.2]))
    array([3, 0, 2, 4, 1], dtype=int32)
    """
    if not len(residuals):
        return np.empty(0, np.int32)
    block = np.unique(residuals, return_inverse=True)[1].reshape(-1)
    sizes = np.bincount(block, np.ones(len(residuals)) if weights is None else np.maximum(weights, 1e-12))
    middle = np.cumsum(sizes) - sizes / 2.0
    return np.asarray(np.minimum(np.floor(LEVELS * middle[block] / sizes.sum()), LEVELS - 1), np.int32)


def _inverse(answer: LoggedAnswer, tag: Tag) -> float:
    """Of the probability of having been shown; 1 for a tag that was not, which the creator found without us."""
    if tag not in answer.shown:
        return 1.0
    chance = propensity_of(answer.exploration, tag)
    if not 0.0 < chance <= 1.0:
        raise ValueError(f"#{tag} was shown with a probability of {chance}")
    return 1.0 / chance


def _eligible(answer: LoggedAnswer, use: NDArray[np.int8]) -> NDArray[np.int64]:
    """Places of the candidates that a policy could have shown and nobody used."""
    flagged = np.nan_to_num(answer.rows[:, _FLAGS]) > 0
    return np.flatnonzero((use == UNUSED) & (answer.relevance >= RELEVANCE_FLOOR) & ~flagged)
