"""
Residual engagement: what a post earned beyond what its account, its hour, its kind and its age let one expect.

    log1p(interactions) = covariates · slopes + level of the account + residual

The slopes of a mixed model (Laird & Ware, 1982): ridge regression on columns from which the part θ of their account's mean
is taken away (generalised least squares for random levels), with variances by the method of moments. The level of an account
comes from its *other* posts and is shrunk towards the population (``ranker/levels.py``), so no post explains itself, and an
account that nobody knows gets the population's level. Viral posts are brought to 2.5 standard deviations before they teach
anything, and a residual is never beyond 3 of them: one lucky post is one good post, not a hundred.

A fitted model holds slopes and variances, nothing of an account.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from hashtagger.posts import PostOutcome
from ranker.bootstrap import cluster_numbers
from ranker.covariates import Floats, column_names, columns, platforms_of
from ranker.levels import CLIP, Integers, LevelModel, levels_before, levels_of_others, medians

LIMIT = 3.0
"""A residual is at most this many standard deviations of a residual."""
RIDGE = 1.0
"""Strength of the pull of slopes towards 0, in posts, for columns of variance 1."""
ROUNDS = 5
_DRIFTS = (0.25, 0.5, 1.0)
_HALF_LIVES_H = (14 * 24.0, 60 * 24.0, 240 * 24.0)
_WORTH_IT = 0.995
"""A level drifts only where that takes half a percent off the mean square of what is left."""
_LEAST_NOISE = 1e-3


@dataclass(frozen=True, slots=True)
class ResidualModel:
    """What a fit learned. Units are natural logarithms of 1 + interactions."""

    platforms: tuple[str, ...]
    intercept: float
    means: tuple[float, ...]
    """Of the columns of ``ranker/covariates.py``; what is not known counts as its mean."""
    slopes: tuple[float, ...]
    levels: LevelModel
    spread: float
    """Standard deviation of a residual, viral posts set aside."""
    posts: int
    """That it was fitted to."""
    accounts: int

    def residuals(
        self, outcomes: Sequence[PostOutcome], *, past_only: bool = False, known: Sequence[PostOutcome] = ()
    ) -> Floats:
        """
        float64 [len(outcomes)], within ``LIMIT`` times ``spread``.

        The level of an account is taken from its other posts in ``outcomes`` and in ``known`` (further posts whose
        residuals are not wanted; those that are in ``outcomes`` too count once). ``past_only``: only from posts that were
        published strictly earlier, so nothing that comes later changes a residual.
        """
        bound = LIMIT * self.spread
        return np.clip(engagement(outcomes) - self.expected(outcomes, past_only=past_only, known=known), -bound, bound)

    def expected(
        self, outcomes: Sequence[PostOutcome], *, past_only: bool = False, known: Sequence[PostOutcome] = ()
    ) -> Floats:
        """What the model expects of log1p(interactions), float64 [len(outcomes)]; see ``residuals``."""
        if not outcomes:
            return np.empty(0)
        wanted = {each.post_id for each in outcomes}
        together = [*outcomes, *(each for each in known if each.post_id not in wanted)]
        fixed = self.intercept + _centred(columns(together, self.platforms), np.array(self.means)) @ np.array(
            self.slopes
        )
        level = levels_before if past_only else levels_of_others
        levels = level(engagement(together) - fixed, account_numbers(together), _hours(together), self.levels)
        return np.asarray(fixed + levels)[: len(outcomes)]

    def named_slopes(self) -> dict[str, float]:
        """Name of a column → change of log1p(interactions) for one unit more of it."""
        return dict(zip(column_names(self.platforms), self.slopes, strict=True))

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ResidualModel:
        """The reverse of ``to_json``. Raises ValueError, KeyError or TypeError for anything else."""
        loaded: dict[str, Any] = json.loads(text)
        loaded["levels"] = LevelModel(**loaded["levels"])
        model = cls(**{**loaded, **{name: tuple(loaded[name]) for name in ("platforms", "means", "slopes")}})
        if not len(model.means) == len(model.slopes) == len(column_names(model.platforms)):
            raise ValueError("the columns of the model are not those of this version")
        return model


def fit(outcomes: Sequence[PostOutcome]) -> ResidualModel:
    """
    Learn slopes, variances and the drift of levels. Same posts, same model; the order of posts does not matter beyond rounding.

    Raises ValueError without any post.
    """
    if not outcomes:
        raise ValueError("no post with known engagement to learn from")
    platforms = platforms_of(outcomes)
    values, accounts = engagement(outcomes), account_numbers(outcomes)
    centred = columns(outcomes, platforms)
    means = _means(centred)
    centred = _centred(centred, means)
    slopes, intercept, levels = _slopes(centred, values, accounts)
    rest = values - intercept - centred @ slopes
    levels, spread = _with_drift(rest, accounts, _hours(outcomes), levels)
    return ResidualModel(
        platforms,
        intercept,
        tuple(means.tolist()),
        tuple(slopes.tolist()),
        levels,
        spread,
        len(outcomes),
        int(accounts.max()) + 1,
    )


def engagement(outcomes: Sequence[PostOutcome]) -> Floats:
    """log1p(interactions), float64 [len(outcomes)]."""
    return np.log1p(np.maximum(np.array([each.interactions for each in outcomes], dtype=np.float64), 0.0))


def account_numbers(outcomes: Sequence[PostOutcome]) -> Integers:
    """A number from 0 for each account, in the order of their first posts. [len(outcomes)]"""
    return cluster_numbers([each.account for each in outcomes])


def _hours(outcomes: Sequence[PostOutcome]) -> Floats:
    """Since 1970."""
    return np.array([each.published.timestamp() / 3600.0 for each in outcomes])


def _means(raw: Floats) -> Floats:
    known = ~np.isnan(raw)
    return np.asarray(np.where(known, raw, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _centred(raw: Floats, means: Floats) -> Floats:
    return np.nan_to_num(raw - means, copy=False, nan=0.0)


def _slopes(centred: Floats, values: Floats, accounts: Integers) -> tuple[Floats, float, LevelModel]:
    """Rounds of: bring viral posts back to the rest, estimate the variances, solve for the slopes."""
    slopes, intercept = np.zeros(centred.shape[1]), float(np.median(values))
    scale = np.where((deviation := centred.std(axis=0)) > 1e-9, deviation, np.inf)
    columns_ = np.column_stack([np.ones(len(values)), centred / scale])
    levels = LevelModel(1.0, 1.0)
    for _ in range(ROUNDS):
        fixed = intercept + centred @ slopes
        tamed = _tamed(values - fixed, accounts)
        levels = _variances(tamed, accounts)
        intercept, slopes = _generalised_ridge(columns_, fixed + tamed, accounts, levels)
        slopes = slopes / scale
    return slopes, intercept, levels


def _tamed(rest: Floats, accounts: Integers) -> Floats:
    """Each post brought to ``CLIP`` robust standard deviations of the median of its account."""
    middle = medians(rest, accounts)[accounts]
    limit = CLIP * _noise(rest - middle, accounts)
    return middle + np.clip(rest - middle, -limit, limit)


def _noise(within: Floats, accounts: Integers) -> float:
    """Robust standard deviation of posts within their accounts, from accounts with two posts or more."""
    sizes = np.bincount(accounts)[accounts]
    inside = np.abs(within[sizes > 1]) * np.sqrt(sizes[sizes > 1] / (sizes[sizes > 1] - 1.0))
    if not len(inside):
        return 1.0
    return max(float(np.median(inside)) * 1.4826, float(inside.mean()) * 0.5, _LEAST_NOISE)


def _variances(rest: Floats, accounts: Integers) -> LevelModel:
    """One-way analysis of variance by the method of moments; half and half when no account has two posts."""
    sizes = np.bincount(accounts).astype(np.float64)
    means = np.bincount(accounts, rest) / sizes
    within = float(np.sum((rest - means[accounts]) ** 2))
    freedom = len(rest) - len(sizes)
    if not freedom:
        half = max(float(rest.var()) / 2.0, _LEAST_NOISE**2) ** 0.5
        return LevelModel(half, half)
    noise = max(within / freedom, _LEAST_NOISE**2)
    effective = len(rest) - float(np.sum(sizes**2)) / len(rest)
    between = (
        (float(np.sum(sizes * (means - rest.mean()) ** 2)) - (len(sizes) - 1) * noise) / effective
        if effective
        else noise
    )
    return LevelModel(noise**0.5, max(between, 1e-4 * noise) ** 0.5)


def _generalised_ridge(
    columns_: Floats, values: Floats, accounts: Integers, levels: LevelModel
) -> tuple[float, Floats]:
    """
    Intercept and slopes, after the part θ = 1 - noise / sqrt(noise² + n · between²) of each account's mean is taken away.

    The first of ``columns_`` is 1.
    """
    sizes = np.bincount(accounts).astype(np.float64)
    part = (1.0 - levels.noise / np.sqrt(levels.noise**2 + sizes * levels.between**2))[accounts]
    totals = np.zeros((len(sizes), columns_.shape[1]))
    np.add.at(totals, accounts, columns_)
    left = (totals / sizes[:, None])[accounts]
    left *= part[:, None]
    np.subtract(columns_, left, out=left)  # in place: of a million posts each copy is 200 MB
    right = values - part * (np.bincount(accounts, values) / sizes)[accounts]
    penalty = np.full(columns_.shape[1], RIDGE)
    penalty[0] = 1e-9
    solved = np.linalg.solve(left.T @ left + np.diag(penalty), left.T @ right)
    return float(solved[0]), np.asarray(solved[1:], np.float64)


def _with_drift(rest: Floats, accounts: Integers, hours: Floats, still: LevelModel) -> tuple[LevelModel, float]:
    """The drift that predicts posts best from the other posts of their accounts, and the standard deviation of what remains."""
    tamed = _tamed(rest, accounts)
    choices = [still]
    choices += [
        replace(still, drift=share * still.noise, half_life_h=half) for half in _HALF_LIVES_H for share in _DRIFTS
    ]
    missed = [_missed(tamed - levels_of_others(tamed, accounts, hours, choice), accounts) for choice in choices]
    best = int(np.argmin(missed))
    best = best if missed[best] < _WORTH_IT * missed[0] else 0
    return choices[best], max(missed[best] ** 0.5, _LEAST_NOISE)


def _missed(left: Floats, accounts: Integers) -> float:
    """Mean square, over posts whose account has others; over all posts when there are none."""
    alone = np.bincount(accounts)[accounts] == 1
    return float(np.mean(left**2 if alone.all() else left[~alone] ** 2))
