"""Logs of rankings: what comes out is what went in, once for each answer."""

from dataclasses import replace

import numpy as np
import pytest

from hashtagger.errors import NotFound
from hashtagger.ranking import Exploration
from hashtagger.storage.database import Database
from hashtagger.storage.ranking_logs import RankingLog, pack_rows, read_log, unpack_rows, write_log
from hashtagger.storage.recommendations import StoredRecommendation, delete_recommendation, write_recommendation
from hashtagger.types import Tag
from tests.storage.builders import NOW

ID = "01KAGZ1V0Q3Y7N8M2T4R6W9XZC"
ROWS = np.array([[1 / 3, np.nan, -0.0], [np.float32(1e-40), 3e38, 7.0]], dtype=np.float32)
EXPLORATION = Exploration(
    0.25, (Tag("a"), Tag("b")), (Tag("a"),), ((Tag("c"), 1 / 3), (Tag("d"), 2 / 3)), 2, Tag("c"), "drawn"
)
FULL = RankingLog(
    schema="abc",
    rows=ROWS,
    exploration=EXPLORATION,
    situation={"now": NOW.isoformat(), "third": 1 / 3, "tags": ["日本"]},
    shadow="watched-1",
    shadow_scores=np.array([1 / 3, -1e300]),
    shadow_shown=(Tag("d"),),
    baseline_shown=(Tag("b"),),
    experiment_id="e1",
    arm="without",
)


@pytest.fixture
def answered(database: Database) -> Database:
    """Holds one answer with two candidates and no log."""
    stored = StoredRecommendation(ID, NOW, "instagram", candidates=[{"tag": "a"}, {"tag": "b"}])
    database.write_now(write_recommendation, stored)
    return database


def read(database: Database) -> RankingLog:
    with database.reading() as connection:
        return read_log(connection, ID)


def test_a_log_comes_out_as_it_went_in_bit_for_bit(answered: Database) -> None:
    answered.write_now(write_log, ID, FULL)
    found = read(answered)
    assert found.rows.tobytes() == ROWS.tobytes()
    assert found.shadow_scores is not None
    assert FULL.shadow_scores is not None
    assert found.shadow_scores.tobytes() == FULL.shadow_scores.tobytes()
    for name in (
        "schema",
        "exploration",
        "situation",
        "shadow",
        "shadow_shown",
        "baseline_shown",
        "experiment_id",
        "arm",
    ):
        assert getattr(found, name) == getattr(FULL, name)


def test_a_log_without_shadow_and_experiment_is_as_small(answered: Database) -> None:
    answered.write_now(write_log, ID, RankingLog("abc", ROWS, Exploration(0.0, ())))
    found = read(answered)
    assert (found.shadow, found.shadow_scores, found.shadow_shown, found.experiment_id) == (None, None, (), None)
    assert found.baseline_shown is None
    assert found.exploration == Exploration(0.0, ())


def test_a_baseline_that_would_have_shown_nothing_was_watched_all_the_same(answered: Database) -> None:
    answered.write_now(write_log, ID, replace(FULL, baseline_shown=()))
    assert read(answered).baseline_shown == ()


def test_the_first_log_of_an_answer_stays(answered: Database) -> None:
    answered.write_now(write_log, ID, FULL)
    answered.write_now(write_log, ID, replace(FULL, schema="another"))
    assert read(answered).schema == "abc"


def test_a_log_goes_with_its_answer(answered: Database) -> None:
    answered.write_now(write_log, ID, FULL)
    answered.write_now(delete_recommendation, ID, owner="local")
    with pytest.raises(NotFound, match=ID):
        read(answered)


@pytest.mark.parametrize("shape", [(0, 46), (1, 46), (300, 46)])
def test_rows_of_any_number_are_packed_and_unpacked(shape: tuple[int, int]) -> None:
    rows = np.random.default_rng(1).random(shape, dtype=np.float32)
    found = unpack_rows(pack_rows(rows), candidates=shape[0])
    assert found.tobytes() == rows.tobytes()
    assert len(found) == len(rows)
