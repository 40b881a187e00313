"""
LightGBM LambdaRank on groups of candidates (Burges 2010; position bias as in LightGBM's ``positions``).

Two things differ from what LightGBM does by itself, because our neutral candidates stand in the middle of the grades:

- LambdaRank divides each group by its best DCG, which is smaller where the used tags were bad ones, so bad posts would count
  more than good ones and a model would learn to avoid whatever is shown. Each group is weighted by its best DCG again.
- Training stops by ``ranker/agreement.py``, which no policy of choosing tags can please, and not by NDCG.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from hashtagger.ranking import Rows
from ranker.agreement import agreement_at
from ranker.dataset import Table
from ranker.features import FEATURES, Feature
from ranker.labels import LEVELS
from ranker.ndcg import group_numbers

SEED = 20_261_121
ROUNDS, PATIENCE = 200, 40
"""Trees at most; trees without progress on the validation slice before it ends."""
POSITION_REGULARIZATION = 0.001
"""Pull of the bias of each position towards 0, for each row."""
PARAMETERS: Mapping[str, Any] = {
    "objective": "lambdarank",
    "metric": "None",
    "label_gain": list(range(LEVELS)),
    "lambdarank_norm": False,
    "lambdarank_truncation_level": 60,
    "learning_rate": 0.05,
    "num_leaves": 4,
    "min_data_in_leaf": 100,
    "max_bin": 63,
    "feature_fraction": 0.7,
    "lambda_l2": 10.0,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A model as it was learned."""

    booster: lightgbm.Booster
    text: str
    """LightGBM's own format, cut at the best tree."""
    trees: int
    importances: Mapping[str, float]
    """Name → share of all gain, largest first; those without any are left out."""

    def scores(self, rows: Rows) -> Floats:
        """float64 [n], higher is better; on one thread."""
        return np.asarray(self.booster.predict(rows, raw_score=True, num_threads=1), np.float64)


def learn(
    train: Table,
    valid: Table | None,
    *,
    features: Sequence[Feature] = FEATURES,
    debias: bool = True,
    threads: int = 1,
    seed: int = SEED,
    parameters: Mapping[str, Any] | None = None,
) -> Learned:
    """
    The same tables, the same model. ``valid`` says when to stop; with None there are all ``ROUNDS`` trees. ``debias`` False
    leaves the positions out; ``parameters`` go over ``PARAMETERS``.

    Raises ValueError when a table is empty, and LightGBM's errors.
    """
    if not len(train) or (valid is not None and not len(valid)):
        raise ValueError("there is no post to learn from, or none to tell when to stop")
    names = [feature.name for feature in features]
    wanted = {
        **PARAMETERS,
        "monotone_constraints": [feature.monotone for feature in features],
        "lambdarank_position_bias_regularization": POSITION_REGULARIZATION,
        "num_threads": threads,
        "seed": seed,
        **(parameters or {}),
    }
    data = lightgbm.Dataset(
        train.rows,
        train.grades,
        group=train.sizes,
        weight=row_weights(train),
        position=train.positions if debias else None,
        feature_name=names,
        params={"verbosity": -1, "max_bin": wanted["max_bin"]},
    )
    watching: dict[str, Any] = {}
    if valid is not None:
        watching = {
            "valid_sets": [lightgbm.Dataset(valid.rows, valid.grades, group=valid.sizes, reference=data)],
            "feval": lambda scores, _: ("agreement", mean_agreement(valid, scores), True),
            "callbacks": [lightgbm.early_stopping(PATIENCE, verbose=False)],
        }
    booster = lightgbm.train(wanted, data, num_boost_round=wanted.pop("num_boost_round", ROUNDS), **watching)
    # LightGBM has cut it at the best tree.
    return Learned(booster, booster.model_to_string(), booster.num_trees(), _importances(booster, names))


def row_weights(table: Table) -> Floats:
    """Inverse propensity · weight of the post · best DCG of the group; 1 on average. [n]"""
    groups = group_numbers(table.sizes)
    order = np.lexsort((-table.grades, groups))
    place = np.arange(len(groups)) - (np.cumsum(table.sizes) - table.sizes)[groups]
    best = np.bincount(groups, table.grades[order] / np.log2(place + 2.0), minlength=len(table))
    weights = table.weights * (table.group_weights * best)[groups]
    return np.asarray(weights / max(float(weights.mean()), 1e-12))


def mean_agreement(table: Table, scores: Floats) -> float:
    """Over all places, weighted by posts: smoother than the agreement of the first five."""
    return float(np.average(agreement_at(table, scores, None), weights=np.maximum(table.group_weights, 1e-12)))


def _importances(booster: lightgbm.Booster, names: Sequence[str]) -> dict[str, float]:
    gains = booster.feature_importance("gain")
    total = max(float(gains.sum()), 1e-12)
    shares = sorted(
        ((float(gain) / total, name) for gain, name in zip(gains, names, strict=True) if gain), reverse=True
    )
    return {name: round(share, 4) for share, name in shares}
