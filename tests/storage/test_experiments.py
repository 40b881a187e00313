"""Experiments as rows."""

import pytest

from hashtagger.errors import Conflict, NotFound
from hashtagger.experiments import Arm, Experiment, ExperimentState
from hashtagger.posts import Account
from hashtagger.storage.experiments import (
    add_experiment,
    list_experiments,
    read_experiment,
    running_experiment,
    stop_experiment,
)
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
