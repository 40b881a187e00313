"""Scores rows by what was learned: one LightGBM model, read from its text."""

from __future__ import annotations

import lightgbm
import numpy as np
from numpy.typing import NDArray

from hashtagger.errors import BrokenArtefact, BrokenModel
from hashtagger.ranking import Rows
from ranker.artefacts import MODEL_FILE, Artefact
from ranker.features import FEATURES, SCHEMA


class LightgbmModel:
    """Scores of rows; safe to call from any thread. It is never changed."""

    def __init__(self, booster: lightgbm.Booster, version: str) -> None:
        if booster.num_feature() != len(FEATURES):
            raise BrokenArtefact(f"{version} was learned from {booster.num_feature()} features, not {len(FEATURES)}")
        self._booster, self.version = booster, version

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """
        float64 [n], higher is better, NaN in ``rows`` means what it meant in training.

        Raises ``BrokenModel`` when one is not finite, and whatever LightGBM raises.
        """
        if not len(rows):
            return np.zeros(0)
        # One thread: a few hundred rows are done before others would have begun, and those are the models'.
        found = np.asarray(self._booster.predict(rows, raw_score=True, num_threads=1), np.float64)
        if not np.isfinite(found).all():
            raise BrokenModel(f"{self.version} gave a score that is not finite")
        return found

    def contributions(self, rows: Rows) -> NDArray[np.float64]:
        """
        float64 [n, len(FEATURES)]: what each value added to its row's score (Shapley values of the trees).

        Lundberg, Erion, Lee, "Consistent Individualized Feature Attribution for Tree Ensembles", 2018.
        """
        if not len(rows):
            return np.zeros((0, len(FEATURES)))
        found = np.asarray(self._booster.predict(rows, pred_contrib=True, num_threads=1), np.float64)
        return found[:, : len(FEATURES)]


def read_model(artefact: Artefact) -> LightgbmModel:
    """Raises ``BrokenArtefact`` when it holds no model, or one of another definition of rows."""
    version = artefact.manifest.version
    if artefact.manifest.schema != SCHEMA:
        raise BrokenArtefact(
            f"{version} was learned from rows of schema {artefact.manifest.schema or 'unknown'}, this program makes {SCHEMA}",
            code="other_schema",
            advice="Train again: 'hashtagger jobs run ranker'.",
        )
    try:
        text = artefact.files[MODEL_FILE].decode()
        booster = lightgbm.Booster(model_str=text)
    except (KeyError, ValueError, lightgbm.basic.LightGBMError) as error:
        raise BrokenArtefact(f"{version} holds no model that LightGBM can read: {error}") from error
    return LightgbmModel(booster, version)
