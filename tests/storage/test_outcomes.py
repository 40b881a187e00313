"""Of each post that is known whole, one observation at a comparable age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.storage.database import Database
from hashtagger.storage.outcomes import read_outcomes
from hashtagger.types import Tag
from tests.storage.builders import NOW, tags
from tests.storage.post_builders import ME, ago, event, post, put, put_answer, put_whole, see, tell


def read(database: Database, **limits: Any) -> Sequence[PostOutcome]:
    with database.reading() as connection:
        return read_outcomes(connection, **{"since": ago(days=90), "until": NOW, **limits})


def test_a_whole_post_is_read_with_all_that_is_known(database: Database) -> None:
    put_answer(database, "A", "a", created=ago(days=3))
    id = put_whole(database, "x", "b", "a", followers=5, recommendation_id="A", format=PostFormat.CLIP)
    see(database, id, 48, likes=3, saves=2, reach=70)
    assert read(database) == [
        PostOutcome(
            post_id=id,
            account=Account(ME, "p"),
            platform="instagram",
            published=ago(days=2),
            format=PostFormat.CLIP,
            tags=tuple(tags("b", "a")),
            interactions=5.0,
            age_h=pytest.approx(48, abs=1 / 3600),
            reach=70.0,
            followers=5,
            recommendation_id="A",
            api_key_id="k",
            heard=NOW,
        )
    ]


@pytest.mark.parametrize(("after_h", "named"), [(-0.1, None), (-0.05, "A"), (30 * 24 - 1, "A"), (30 * 24 + 1, None)])
def test_only_an_answer_that_a_post_can_have_come_of_is_named(
    database: Database, after_h: float, named: str | None
) -> None:
    answered = ago(days=40)
    put_answer(database, "A", "a", created=answered)
    published = answered + timedelta(hours=after_h)
    id = put_whole(database, "x", "a", recommendation_id="A", published=published)
    see(database, id, 48, published, likes=1)
    assert [outcome.recommendation_id for outcome in read(database)] == [named]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [((2, 40, 60, 200), 40), ((40, 55), 55), ((46, 50), 50), ((0.5, 300), 300), ((1.1,), 1.1)],
)
def test_the_observation_nearest_to_two_days_counts_of_equal_ones_the_older(
    database: Database, ages: tuple[float, ...], expected: float
) -> None:
    published = ago(days=20).replace(microsecond=0)
    id = put_whole(database, "x", published=published)
    for age_h in ages:
        see(database, id, age_h, published, likes=int(age_h))
    (outcome,) = read(database)
    assert (outcome.age_h, outcome.interactions) == (pytest.approx(expected), int(expected))


def test_an_observation_without_interactions_or_too_early_does_not_count(database: Database) -> None:
    id = put_whole(database, "x")
    see(database, id, 48, impressions=9, reach=9)
    see(database, id, 0.9, likes=1)
    assert read(database) == []
    see(database, id, 3, comments=0)
    assert [outcome.interactions for outcome in read(database)] == [0.0]


@pytest.mark.parametrize("missing", ["profile_id", "platform", "published", "format", "tags"])
def test_a_post_of_which_something_is_not_known_is_left_out(database: Database, missing: str) -> None:
    see(database, put_whole(database, "x", **{missing: None}), 24, likes=1)
    assert read(database) == []


def test_chosen_tags_stand_for_those_that_nobody_told(database: Database) -> None:
    put_answer(database, "A", "a", "é")
    tell(database, event("removed", "a"))
    see(database, put_whole(database, "x", tags=None, recommendation_id="A"), 24, likes=1)
    assert [outcome.tags for outcome in read(database)] == [(Tag("é"),)]


def test_a_post_without_any_tags_is_known_whole(database: Database) -> None:
    see(database, put_whole(database, "x"), 24, likes=1)
    assert [outcome.tags for outcome in read(database)] == [()]


def test_only_the_asked_time_and_account_are_read_oldest_first(database: Database) -> None:
    for days in (2, 5, 4, 3):
        published = ago(days=days)
        see(database, put_whole(database, f"x{days}", published=published), 24, published, likes=days)
    put(database, post("other", published=ago(days=3)))
    see(database, put_whole(database, "q", profile_id="q", published=ago(days=2.5)), 24, ago(days=2.5), likes=9)
    limits = {"since": ago(days=4), "until": ago(days=2)}
    assert [outcome.interactions for outcome in read(database, account=Account(ME, "p"), **limits)] == [4.0, 3.0]
    assert [outcome.interactions for outcome in read(database, **limits)] == [4.0, 3.0, 9.0]
