"""Small models on a shelf, for the tests of what serves them."""

from __future__ import annotations

import functools
import threading
from datetime import UTC, datetime, timedelta

import lightgbm
import numpy as np

from hashtagger.posts import PostFormat
from hashtagger.ranking import Situation
from ranker.artefacts import MODEL_FILE, RANKER, Manifest, Shelf
from ranker.features import FEATURES, NAMES, SCHEMA
from tests.fakes.builders import a_candidate

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PASSED = {"passed": True, "why": "NDCG@5 +0.012 [0.004, 0.020]"}


@functools.lru_cache
def model_text(favours: str = "visual", sign: float = 1.0) -> bytes:
    """A model that scores rows by one feature, upwards or downwards."""
    rows = np.random.default_rng(0).random((600, len(FEATURES)), np.float32)
    rows[::7, :] = np.nan
    label = sign * np.nan_to_num(rows[:, NAMES.index(favours)])
    settings = {"objective": "regression", "num_leaves": 6, "learning_rate": 0.3, "num_threads": 1, "verbose": -1}
    return lightgbm.train(settings, lightgbm.Dataset(rows, label), 12).model_to_string().encode()


def put_model(shelf: Shelf, text: bytes | None = None, *, after_h: int = 0, **facts: object) -> Manifest:
    """Put a model that may be promoted, made ``after_h`` hours after ``NOW``."""
    files = {MODEL_FILE: model_text() if text is None else text}
    return shelf.put(
        RANKER, files, facts={"schema": SCHEMA, "gate": PASSED, **facts}, now=NOW + timedelta(hours=after_h)
    )


def a_situation(**values: object) -> Situation:
    asked = {"platform": "instagram", "format": PostFormat.PHOTO, "images": 1, "text": "", "max_tags": 5, "now": NOW}
    return Situation(**{**asked, **values})  # type: ignore[arg-type]


def candidates(count: int = 12):
    """Tags of rising visual strength, in another order."""
    return [a_candidate(f"tag{i:02d}", evidence={"visual": ((i * 7) % count + 1) / (count + 1)}) for i in range(count)]


def let_reading_end() -> None:
    """Wait for the rankers that read a model on another thread."""
    for thread in threading.enumerate():
        if thread.name == "ranker-reading":
            thread.join()


def tags_of(ranking) -> list[str]:
    return [each.candidate.record.tag for each in ranking.scored]
