"""
Quantile models of what a post will have earned: one for accounts with history, one for those without, one for a second look.

Each learns how far a post ends up from a base that needs no learning (the level of the account, a line through the followers,
what was seen early), so that few trees suffice and accounts larger than any in training are not cut off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np

from hashtagger.forecast import LEVEL
from ranker.conformal import Band, Floats, ordered
from ranker.prospects import COLUMNS, PLACE

QUANTILES = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
NAMES = ("low", "median", "high")
_HISTORY = ("account_posts", "level", "spread", "own_lift_mean", "own_lift_max", "competition")
_EARLY = ("early", "early_age")


@dataclass(frozen=True, slots=True)
class Growing:
    """How the trees are grown."""

    trees: int = 80
    leaves: int = 7
    rate: float = 0.06
    least_in_leaf: int = 40


@dataclass(frozen=True, slots=True)
class Stage:
    """What is known when a forecast is made."""

    name: str
    columns: tuple[str, ...]
    base: str
    """The column that the outcome is measured from; "followers" through a fitted line."""
    growing: Growing = Growing()


def _without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if name not in names)


KNOWN = Stage("known", _without(*_EARLY), "level")
NEW = Stage("new", _without(*_HISTORY, *_EARLY), "followers")
EARLY = Stage("early", COLUMNS, "early", Growing(trees=200, leaves=15))
STAGES: Mapping[str, Stage] = {stage.name: stage for stage in (KNOWN, NEW, EARLY)}


@dataclass(frozen=True, slots=True, eq=False)
class Quantiles:
    """Three boosters and what they are measured from."""

    stage: Stage
    boosters: tuple[lgb.Booster, lgb.Booster, lgb.Booster]
    line: tuple[float, float, float]
    """Of the base "followers": value at 0, slope, value where followers are not known."""

    def band(self, matrix: Floats) -> Band:
        """Of posts [n, len(COLUMNS)], in log1p units; not calibrated. With no early column the base of ``EARLY`` is NaN."""
        chosen = matrix[:, [PLACE[name] for name in self.stage.columns]]
        off = np.column_stack([booster.predict(chosen, num_threads=1) for booster in self.boosters])
        return ordered(off + _base(matrix, self.stage, self.line)[:, None])

    def files(self) -> dict[str, bytes]:
        """Name → LightGBM text model."""
        return {
            f"{self.stage.name}-{name}.txt": booster.model_to_string().encode()
            for name, booster in zip(NAMES, self.boosters, strict=True)
        }


def read_quantiles(stage: Stage, files: Mapping[str, bytes], line: Sequence[float]) -> Quantiles:
    """From what ``Quantiles.files`` gave. Raises ``KeyError``, ``ValueError`` or ``LightGBMError`` when it is something else."""
    boosters = [lgb.Booster(model_str=files[f"{stage.name}-{name}.txt"].decode()) for name in NAMES]
    for booster in boosters:
        if tuple(booster.feature_name()) != stage.columns:
            raise ValueError(f"the model of stage {stage.name!r} was made from other columns")
    low, median, high = boosters
    at_zero, slope, unknown = map(float, line)
    return Quantiles(stage, (low, median, high), (at_zero, slope, unknown))


def fit(stage: Stage, matrix: Floats, truth: Floats, *, seed: int, growing: Growing | None = None) -> Quantiles:
    """From posts [n, len(COLUMNS)] and what they earned [n], log1p. The same bits for the same arguments."""
    growing = growing or stage.growing
    line = _line(matrix, truth) if stage.base == "followers" else (0.0, 0.0, 0.0)
    chosen = matrix[:, [PLACE[name] for name in stage.columns]]
    rest = truth - _base(matrix, stage, line)

    def boosted(quantile: float) -> lgb.Booster:
        rows = lgb.Dataset(chosen, rest, feature_name=list(stage.columns), free_raw_data=False)
        return lgb.train(_params(quantile, seed, growing), rows, num_boost_round=growing.trees)

    low, median, high = map(boosted, QUANTILES)
    return Quantiles(stage, (low, median, high), line)


def _params(quantile: float, seed: int, growing: Growing) -> dict[str, Any]:
    return {
        "objective": "quantile",
        "alpha": quantile,
        "num_leaves": growing.leaves,
        "learning_rate": growing.rate,
        "min_data_in_leaf": growing.least_in_leaf,
        "feature_fraction": 0.8,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }


def _base(matrix: Floats, stage: Stage, line: tuple[float, float, float]) -> Floats:
    column = matrix[:, PLACE[stage.base]]
    if stage.base != "followers":
        return column
    at_zero, slope, unknown = line
    return np.where(np.isnan(column), unknown, at_zero + slope * column)


def _line(matrix: Floats, truth: Floats) -> tuple[float, float, float]:
    """Least squares through the posts whose followers are known."""
    followers = matrix[:, PLACE["followers"]]
    known = ~np.isnan(followers)
    middle = float(truth.mean())
    if known.sum() < 2 or np.ptp(followers[known]) == 0:
        return middle, 0.0, middle
    slope, at_zero = np.polyfit(followers[known], truth[known], 1)
    unknown = float(truth[~known].mean()) if (~known).any() else middle
    return float(at_zero), float(slope), unknown
