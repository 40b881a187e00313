"""Answers come back from the tables as they were logged, with what came of them."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from hashtagger.posts import FeedbackKind
from hashtagger.storage.ranking_tables import feedback, ranking_logs
from ranker.logged import read_logged
from tests.ranker.made_up import BEGIN, DAYS, world
from tests.ranker.made_up_store import store

END = BEGIN + timedelta(days=DAYS)


@pytest.fixture
def answers():
    return world(6, candidates=12, removal=0.3)


def read(database, **how):
    with database.reading() as connection:
        return list(read_logged(connection, **{"since": BEGIN, "until": END, **how}))


def test_an_answer_is_what_was_logged(database, answers):
    database.write_now(store, answers)
    for found, logged in zip(read(database), answers, strict=True):
        assert (found.recommendation_id, found.account, found.created) == (
            logged.recommendation_id,
            logged.account,
            logged.created,
        )
        assert (found.candidates, found.shown, found.exploration) == (
            logged.candidates,
            logged.shown,
            logged.exploration,
        )
        assert found.rows.tobytes() == logged.rows.tobytes()
        np.testing.assert_array_equal(found.relevance, logged.relevance)
        assert found.feedback == logged.feedback
        assert found.outcome == logged.outcome


def test_only_answers_of_the_time_are_read(database, answers):
    database.write_now(store, answers)
    found = read(database, since=answers[1].created, until=answers[4].created)
    assert [each.recommendation_id for each in found] == [each.recommendation_id for each in answers[1:4]]


def test_an_answer_without_post_or_feedback_says_so(database, answers):
    database.write_now(store, [*answers[1:], replace(answers[0], outcome=None, feedback=None)])
    assert (read(database)[0].outcome, read(database)[0].feedback) == (None, None)
    assert len(read(database, with_post=True)) == len(answers) - 1


def test_the_newest_of_what_a_creator_said_of_a_tag_holds(database, answers):
    database.write_now(store, answers)
    first = answers[0]
    tag = next(tag for tag, kind in first.feedback.items() if kind is FeedbackKind.KEPT)
    later = {"recommendation_id": first.recommendation_id, "kind": "removed", "tag": tag, "owner": "studio"}
    at = first.created + timedelta(hours=1)
    with database.writing() as connection:
        connection.execute(sa.insert(feedback), [{**later, "at": at, "received": at, "api_key_id": None}])
    assert read(database)[0].feedback[tag] is FeedbackKind.REMOVED


def test_a_log_that_cannot_be_read_costs_only_itself(database, answers):
    database.write_now(store, answers)
    with database.writing() as connection:
        mine = ranking_logs.c.recommendation_id == answers[2].recommendation_id
        connection.execute(sa.update(ranking_logs).where(mine).values(rows=b"no rows"))
    broken = []
    assert len(read(database, broken=broken)) == len(answers) - 1
    assert broken == [answers[2].recommendation_id]
