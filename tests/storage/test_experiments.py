"""Experiments as rows."""

import pytest
import sqlalchemy as sa

from hashtagger.errors import Conflict, NotFound
from hashtagger.experiments import Arm, Experiment, ExperimentState
from hashtagger.posts import Account
from hashtagger.storage.experiments import (
    add_experiment,
    arms_of_answers,
    list_experiments,
    policies_in_use,
    read_experiment,
    running_experiment,
    stop_experiment,
)
from hashtagger.storage.ranking_tables import ranking_logs
from hashtagger.storage.recommendations import StoredRecommendation, write_recommendation
from tests.storage.builders import NOW

ARMS = (Arm("none", tags=0), Arm("learned", policy="shadow"))


def an_experiment(id="E1", profile_id="p", owner="me"):
    return Experiment(id, Account(owner, profile_id), "Which?", ARMS, NOW)


def test_what_is_put_is_read_again(database):
    database.write_now(add_experiment, an_experiment())
    with database.reading() as connection:
        assert read_experiment(connection, "E1", owner="me") == an_experiment()
        assert running_experiment(connection, Account("me", "p")) == an_experiment()
        assert running_experiment(connection, Account("me", "q")) is None


def test_another_owner_does_not_find_it(database):
    database.write_now(add_experiment, an_experiment())
    with database.reading() as connection, pytest.raises(NotFound):
        read_experiment(connection, "E1", owner="you")
    with pytest.raises(NotFound):
        database.write_now(stop_experiment, "E1", owner="you", now=NOW)


def test_a_second_one_waits_until_the_first_is_stopped(database):
    database.write_now(add_experiment, an_experiment())
    with pytest.raises(Conflict, match="still running") as refused:
        database.write_now(add_experiment, an_experiment("E2"))
    assert refused.value.code == "experiment_running"
    database.write_now(add_experiment, an_experiment("E3", profile_id="q"))
    stopped = database.write_now(stop_experiment, "E1", owner="me", now=NOW)
    assert (stopped.state, stopped.ended) == (ExperimentState.STOPPED, NOW)
    database.write_now(add_experiment, an_experiment("E2"))


def test_they_are_listed_newest_first_by_pages_and_by_profile(database):
    for id, profile in (("E1", "a"), ("E2", "b"), ("E3", "c")):
        database.write_now(add_experiment, an_experiment(id, profile))
    with database.reading() as connection:
        first = list_experiments(connection, owner="me", limit=2)
        rest = list_experiments(connection, owner="me", limit=2, before=first[-1].id)
        of_b = list_experiments(connection, owner="me", limit=2, profile_id="b")
    assert [[each.id for each in page] for page in (first, rest, of_b)] == [["E3", "E2"], ["E1"], ["E2"]]


def test_the_policies_of_running_ones_are_in_use(database):
    database.write_now(add_experiment, an_experiment("E1", "a"))
    database.write_now(add_experiment, Experiment("E2", Account("me", "b"), "?", (Arm("v", "v1"), Arm("w", "v2")), NOW))
    database.write_now(stop_experiment, "E1", owner="me", now=NOW)
    with database.reading() as connection:
        assert policies_in_use(connection) == {"v1", "v2"}


def test_answers_that_another_ranker_stood_in_for_are_left_out(database):
    def write(connection):
        for id, degraded in (("A", ()), ("B", ("forecast",)), ("C", ("forecast", "ranker"))):
            write_recommendation(connection, StoredRecommendation(id, NOW, "instagram", degraded=degraded))
            log = {"recommendation_id": id, "schema": "s", "rows": b"", "exploration": {}, "situation": b""}
            connection.execute(sa.insert(ranking_logs), [{**log, "experiment_id": "E1", "arm": "none"}])

    database.write_now(write)
    with database.reading() as connection:
        assert arms_of_answers(connection, "E1") == {"A": "none", "B": "none"}
