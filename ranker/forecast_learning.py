"""Fit, calibrate and judge a stage of the forecast on three sets of posts that share nothing they should not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.forecast import LEVEL
from ranker.conformal import Band, Coverage, Floats, Integers, Names, corrections, coverage
from ranker.forecast_model import Calibrated, groups_of
from ranker.prospects import PLACE
from ranker.quantiles import NEW, Growing, Stage, fit

Mask = NDArray[np.bool_]

FOLDS = 5
CALIBRATED_FOLD, JUDGED_FOLD = 0, 1
"""Accounts that new accounts are calibrated and judged on; nothing of them is learned from."""


@dataclass(frozen=True, slots=True)
class Demands:
    """How many posts must be there before anything is promised."""

    learned: int = 200
    """With fewer a quantile of a tenth is a guess."""
    posts: int = 100
    """Of each group, to calibrate on and to judge by."""
    accounts: int = 30
    """That these are of."""
    new_accounts: int = 80
    """The same for posts of which only the account's size is known: those of one account are right or wrong together."""

    def accounts_for(self, stage: Stage) -> int:
        return self.new_accounts if stage is NEW else self.accounts


DEMANDS = Demands()


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Posts that one stage can learn from. Arrays are aligned; log1p units."""

    matrix: Floats
    """[n, len(COLUMNS)]"""
    truth: Floats
    accounts: Integers
    order: Floats
    """0..1, of the time of publishing: 0.8 means later than 80 % of the posts."""
    folds: Integers
    """0..FOLDS - 1, the same for all posts of an account."""

    def of(self, chosen: Mask | Integers) -> Lesson:
        """Those posts, by mask or by place."""
        return Lesson(
            self.matrix[chosen], self.truth[chosen], self.accounts[chosen], self.order[chosen], self.folds[chosen]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Masks [n] over the posts of a lesson; none overlaps another."""

    learned: Mask
    calibrated: Mask
    judged: Mask


def parts_of(stage: Stage, lesson: Lesson, *, calibrate_from: float, judge_from: float) -> Parts:
    """
    By time: what is judged is later than what is calibrated on, which is later than what is learned.

    For accounts without history by account: those that are calibrated and judged on are not learned from at all. They are
    few, so they are judged on everything after ``calibrate_from``.
    """
    if stage is NEW:
        past = lesson.order < calibrate_from
        aside = lesson.folds == CALIBRATED_FOLD
        return Parts(past & (lesson.folds > JUDGED_FOLD), past & aside, ~past & (lesson.folds == JUDGED_FOLD))
    past = lesson.order < judge_from
    return Parts(lesson.order < calibrate_from, past & (lesson.order >= calibrate_from), ~past)


def parts_to_keep(stage: Stage, lesson: Lesson, *, calibrate_from: float) -> Parts:
    """As ``parts_of``, with nothing held back to be judged: the newest posts are calibrated on."""
    everything = np.ones(len(lesson.truth), dtype=np.bool_)
    aside = lesson.folds == CALIBRATED_FOLD if stage is NEW else lesson.order >= calibrate_from
    return Parts(everything & ~aside, aside, ~everything)


def learn_stage(
    stage: Stage,
    lesson: Lesson,
    parts: Parts,
    *,
    boundary: float,
    seed: int,
    demands: Demands = DEMANDS,
    growing: Growing | None = None,
) -> Calibrated | None:
    """None when there is too little to learn, or to promise anything to any group."""
    if parts.learned.sum() < max(demands.learned, 1):
        return None
    quantiles = fit(stage, lesson.matrix[parts.learned], lesson.truth[parts.learned], seed=seed, growing=growing)
    aside = lesson.of(parts.calibrated)
    if not len(aside.truth):
        return None
    found = corrections(
        quantiles.band(aside.matrix),
        aside.truth,
        groups_of(stage, aside.matrix, boundary),
        aside.accounts,
        level=LEVEL,
        least_posts=demands.posts,
        least_accounts=demands.accounts_for(stage),
    )
    return Calibrated(quantiles, found) if found else None


def judge_stage(calibrated: Calibrated, lesson: Lesson, judged: Mask, *, boundary: float) -> Mapping[str, Coverage]:
    """Group → how its intervals did on the posts ``judged``; without groups that are promised nothing."""
    posts = lesson.of(judged)
    if not len(posts.truth):
        return {}
    band, groups = (
        calibrated.band(posts.matrix, boundary),
        groups_of(calibrated.quantiles.stage, posts.matrix, boundary),
    )
    return coverage_by_group(band, posts.truth, groups, posts.accounts)


def coverage_by_group(band: Band, truth: Floats, groups: Names, accounts: Integers) -> dict[str, Coverage]:
    found = {}
    for name in np.unique(groups).tolist():
        mine = (groups == name) & ~np.isnan(band.low + band.high)
        if mine.any():
            part = Band(band.low[mine], band.median[mine], band.high[mine])
            found[name] = coverage(part, truth[mine], accounts[mine].tolist())
    return found


def boundary_of(matrix: Floats, accounts: Integers) -> float:
    """log1p(followers) of the median account; NaN when no account says."""
    followers = matrix[:, PLACE["followers"]]
    known = ~np.isnan(followers)
    latest = dict(zip(accounts[known].tolist(), followers[known].tolist(), strict=True))
    return float(np.median(list(latest.values()))) if latest else float("nan")


def in_order(moments: Sequence[float]) -> Floats:
    """Each one's place among all, 0..1; equal moments together."""
    ranks = np.searchsorted(np.sort(moments), moments, side="left")
    return np.asarray(ranks / max(len(moments), 1), dtype=np.float64)
