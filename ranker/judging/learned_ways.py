"""Ways to order the items of a sitting that are learned from other sittings: LightGBM on the rows of the service, or on ideas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import lightgbm
import numpy as np
from numpy.typing import NDArray

from ranker.features import FEATURES
from ranker.judging.tag_columns import Columns
from ranker.ndcg import dcg_by_group, ndcg_by_group

Floats = NDArray[np.float64]
Way = Callable[[Columns, Columns], Floats]
"""Items to learn from, items to order → scores of the latter, higher is better."""

TREES = 30
GRADES = 5
SEEDS = (1, 2, 3)
"""The scores of as many models are added up: with so few sittings one alone owes too much to chance."""
PARAMETERS = {
    "num_leaves": 6,
    "learning_rate": 0.05,
    "min_data_in_leaf": 30,
    "lambda_l2": 10.0,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def ndcg_of(columns: Columns, scores: Floats, k: int = 5) -> Floats:
    """NDCG of each sitting; an item gains what its label is above the lowest of its sitting, so no account's level counts."""
    starts = np.cumsum(columns.sizes) - columns.sizes
    lowest = np.repeat(np.minimum.reduceat(columns.labels, starts), columns.sizes)
    return ndcg_by_group(columns.labels - lowest, scores, columns.sizes, k)


def lift_of(columns: Columns, scores: Floats, k: int = 5) -> Floats:
    """
    What the first ``k`` of each sitting earned beyond its mean, in percent; places count as in NDCG.

    Not divided by the best order. NDCG is, and so it favours tags that stand beside few others: where a post of many tags
    did best, the best order is worth so much that every other seems poor.
    """
    gains = centred(columns.labels, columns.sizes)
    weight = dcg_by_group(np.ones(len(gains)), scores, columns.sizes, k)
    return 100.0 * dcg_by_group(gains, scores, columns.sizes, k) / weight


def lambdarank(
    lesson: Columns, asked: Columns, *, monotone: bool = False, ideas: bool = False, trees: int = TREES
) -> Floats:
    """The fifth of its sitting that a label is in is its grade."""
    own = {"objective": "lambdarank", "label_gain": list(range(GRADES)), "lambdarank_truncation_level": 10}
    if monotone:
        own["monotone_constraints"] = [feature.monotone for feature in FEATURES]
    data = lightgbm.Dataset(_inputs(lesson, ideas), grades_of(lesson), group=lesson.sizes)
    return _scores(data, _inputs(asked, ideas), own, trees)


def regression(lesson: Columns, asked: Columns, *, trees: int = TREES) -> Floats:
    """Of labels without the mean of their sitting; every sitting weighs the same."""
    weight = np.repeat(1.0 / lesson.sizes, lesson.sizes)
    data = lightgbm.Dataset(lesson.rows, centred(lesson.labels, lesson.sizes), weight=weight * len(lesson.sizes))
    return _scores(data, asked.rows, {"objective": "regression"}, trees)


def linear(lesson: Columns, asked: Columns, *, names: tuple[str, ...] = ("account tag lift", "tag lift")) -> Floats:
    """Ridge regression of centred labels on a few centred ideas."""
    known = np.column_stack([centred(lesson.ideas[name], lesson.sizes) for name in names])
    weight = np.repeat(1.0 / lesson.sizes, lesson.sizes)[:, None]
    gram = (known * weight).T @ known + 1e-3 * np.eye(len(names))
    slopes = np.linalg.solve(gram, (known * weight).T @ centred(lesson.labels, lesson.sizes))
    return np.asarray(np.column_stack([asked.ideas[name] for name in names]) @ slopes)


WAYS: Mapping[str, Way] = {
    "LambdaRank, rows of the service": lambdarank,
    "LambdaRank, 100 trees": partial(lambdarank, trees=100),
    "LambdaRank, monotone": partial(lambdarank, monotone=True),
    "LambdaRank, rows and ideas": partial(lambdarank, ideas=True),
    "regression, rows of the service": regression,
    "linear: account tag lift, tag lift": linear,
}


def grades_of(columns: Columns) -> NDArray[np.int32]:
    """0..GRADES - 1 by rank inside the sitting; equal labels have equal grades. [n]"""
    grades = []
    for labels in np.split(columns.labels, np.cumsum(columns.sizes)[:-1]):
        _, block, counts = np.unique(labels, return_inverse=True, return_counts=True)
        middle = (np.cumsum(counts) - counts / 2.0) / len(labels)
        grades.append(np.floor(GRADES * middle[block]))
    return np.concatenate(grades).astype(np.int32)


def centred(values: Floats, sizes: NDArray[np.int64]) -> Floats:
    """Without the mean of each group."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    return np.asarray(values - (np.bincount(group, values) / sizes)[group])


def _inputs(columns: Columns, ideas: bool) -> Floats:
    rows = columns.rows.astype(np.float64)
    return np.column_stack([rows, *columns.ideas.values()]) if ideas else rows


def _scores(
    data: lightgbm.Dataset, asked: Floats | NDArray[np.float32], own: Mapping[str, object], trees: int
) -> Floats:
    data.params = {"verbosity": -1}
    data.free_raw_data = False
    boosters = (lightgbm.train({**PARAMETERS, **own, "seed": seed}, data, num_boost_round=trees) for seed in SEEDS)
    return np.asarray(np.sum([np.asarray(booster.predict(asked, num_threads=1)) for booster in boosters], axis=0))
