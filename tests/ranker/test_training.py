"""What is collected for a training, and what is left out and counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hashtagger.storage.ranking_tables import ranking_logs
from ranker import training
from ranker.features import NAMES
from ranker.training import collect
from tests.ranker.made_up import BEGIN, DAYS, world
from tests.ranker.made_up_store import put_imported, store

END = BEGIN + timedelta(days=DAYS)


@pytest.fixture
def answers():
    return world(12, candidates=12)


def collected(database, **how):
    with database.reading() as connection:
        return collect(connection, since=BEGIN, until=END, **how)


def test_each_post_with_a_tag_of_ours_is_a_group(sqlite_database, answers):
    own = replace(answers[0], outcome=replace(answers[0].outcome, tags=("own",)))
    sqlite_database.write_now(store, [own, *answers[1:-1], replace(answers[-1], outcome=None)])
    found = collected(sqlite_database)
    assert [g.outcome for g in found.groups] == [a.outcome for a in answers[1:-1]]
    assert found.counts == {"answers_none_used": 1, "answers_used": 10}
    assert len(found.outcomes) == 11


def test_only_the_newest_posts_are_learned_from_when_there_are_too_many(sqlite_database, answers):
    sqlite_database.write_now(store, answers)
    found = collected(sqlite_database, most=5)  # every account may have one of them, as there are so few
    assert [g.outcome for g in found.groups] == [a.outcome for a in answers[-5:]]
    assert found.counts["answers_over_the_limit"] == 7


def test_the_posts_that_tell_what_is_usual_are_bounded_and_those_that_are_learned_from_are_among_them(
    sqlite_database, answers
):
    imported = [
        replace(answer, outcome=replace(answer.outcome, post_id=f"import{n}", recommendation_id=None))
        for n, answer in enumerate(answers)
    ]
    sqlite_database.write_now(store, answers)
    with sqlite_database.writing() as connection:
        put_imported(connection, imported)
    assert len(collected(sqlite_database).outcomes) == 24
    found = collected(sqlite_database, most=5, known=8)
    learned = {group.outcome.post_id for group in found.groups}
    told = [outcome.post_id for outcome in found.outcomes]
    assert len(learned) == 5
    assert len(told) == 8
    assert learned < set(told)
    assert [each.published for each in found.outcomes] == sorted(each.published for each in found.outcomes)


def test_broken_rows_and_rows_of_another_schema_are_counted_and_never_fatal(sqlite_database, answers):
    infinite = replace(answers[0], rows=answers[0].rows.copy())
    infinite.rows[0, 0] = float("inf")
    sqlite_database.write_now(store, [infinite, replace(answers[1], schema="older"), *answers[2:]])
    with sqlite_database.writing() as connection:
        mine = ranking_logs.c.recommendation_id == answers[2].recommendation_id
        connection.execute(sa.update(ranking_logs).where(mine).values(rows=b"\0"))
    found = collected(sqlite_database)
    assert found.counts == {"answers_broken": 2, "answers_of_another_schema": 1, "answers_used": 9}


def test_rows_of_another_schema_are_made_again_where_that_is_possible(sqlite_database, answers, monkeypatch):
    again = {answer.recommendation_id: answer.rows for answer in answers}
    older = [replace(answer, schema="older", rows=answer.rows[:, : len(NAMES) - 1]) for answer in answers]
    sqlite_database.write_now(store, older)
    monkeypatch.setattr(training, "replay", lambda _connection, recommendation_id: again[recommendation_id])
    found = collected(sqlite_database)
    assert found.counts == {"answers_made_again": 12}
    assert all(group.rows.shape[1] == len(NAMES) for group in found.groups)
