"""Day counts become hours."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from hashtagger.storage.database import Database
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_series import authors_of, observed_hours, uses_of
from hashtagger.trends.rollup import roll_up
from hashtagger.types import Tag
from tests.trends.builders import FIRST, MIDNIGHT, ask_mastodon

MASTODON = Scope("mastodon")


def _authors(database: Database, tag: str, first: int, last: int) -> list[float]:
    with database.reading() as connection:
        row = authors_of(connection, MASTODON, [Tag(tag)], first, last)[0]
    return [round(float(n), 3) for n in row]


def _observed(database: Database, first: int, last: int) -> list[float]:
    with database.reading() as connection:
        return [round(float(n), 3) for n in observed_hours(connection, MASTODON, first, last)]


def _hour(n: float) -> timedelta:
    return timedelta(hours=n)


def test_an_hour_gets_what_the_day_grew_in_it(sqlite_database: Database) -> None:
    for asked, accounts in [(0, 0), (1, 5), (2, 25), (3, 31)]:
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(asked), {"a": [accounts]})
    sqlite_database.write_now(roll_up, FIRST + 3)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 3) == [5.0, 20.0, 6.0, 0.0]
    with sqlite_database.reading() as connection:
        assert [use.posts for use in uses_of(connection, MASTODON, [Tag("a")], FIRST, FIRST + 3)[Tag("a")]] == [
            10,
            40,
            12,
        ]


def test_a_count_that_falls_is_no_negative_hour(sqlite_database: Database) -> None:
    for asked, accounts in [(1, 20), (2, 15), (3, 18)]:
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(asked), {"a": [accounts]})
    sqlite_database.write_now(roll_up, FIRST + 3)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 2) == [20.0, 0.0, 3.0]


def test_instances_are_pooled_by_their_maximum_and_never_added_up(sqlite_database: Database) -> None:
    for asked in range(1, 5):
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(asked), {"a": [30 * asked]})
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(asked), {"a": [20 * asked]}, instance="two.example")
    sqlite_database.write_now(roll_up, FIRST + 4)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 3) == [30.0] * 4


def test_an_instance_that_begins_to_list_a_tag_makes_no_burst(sqlite_database: Database) -> None:
    for asked in range(1, 11):
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(asked), {"a": [3 * asked]})
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(10), {"a": [300]}, instance="large.example")
    sqlite_database.write_now(roll_up, FIRST + 10)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 9) == [30.0] * 10


def test_a_rewritten_hour_keeps_nothing_of_what_it_was(sqlite_database: Database) -> None:
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(1), {"a": [0]})
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(2), {"a": [50]})
    sqlite_database.write_now(roll_up, FIRST + 2)
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(1), {"a": [50]}, instance="two.example")
    sqlite_database.write_now(roll_up, FIRST + 2)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 1) == [50.0, 0.0]


def test_servers_are_told_when_enough_of_them_answer(sqlite_database: Database) -> None:
    for n in range(3):
        tags = {"everywhere": [10]} | ({"here": [10]} if n == 0 else {})
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(1), tags, instance=f"{n}.example")
    sqlite_database.write_now(roll_up, FIRST + 1)
    with sqlite_database.reading() as connection:
        found = uses_of(connection, MASTODON, [Tag("everywhere"), Tag("here")], FIRST, FIRST)
    assert {tag: uses[0].servers for tag, uses in found.items()} == {"everywhere": 3, "here": 1}


def test_the_first_crawl_brings_a_week_of_history_in_equal_parts(sqlite_database: Database) -> None:
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(2), {"a": [8, 24, 48, 0, 12, 0, 240]})
    sqlite_database.write_now(roll_up, FIRST + 2)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 1) == [4.0, 4.0]
    for ago, an_hour in enumerate([1.0, 2.0, 0.0, 0.5, 0.0, 10.0], start=1):
        assert set(_authors(sqlite_database, "a", FIRST - 24 * ago, FIRST - 24 * ago + 23)) == {an_hour}
    assert _observed(sqlite_database, FIRST - 144, FIRST + 1) == [1.0] * 146


def test_the_hour_under_way_says_how_much_of_it_was_heard(sqlite_database: Database) -> None:
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(0.5), {"a": [5]})
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(1.75), {"a": [30]})
    sqlite_database.write_now(roll_up, FIRST + 1)
    assert _authors(sqlite_database, "a", FIRST, FIRST + 1) == [15.0, 15.0]
    assert _observed(sqlite_database, FIRST, FIRST + 2) == [1.0, 0.75, 0.0]


def test_hours_of_an_outage_are_not_heard_until_the_source_answers_again(sqlite_database: Database) -> None:
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(2), {"a": [10]})
    sqlite_database.write_now(roll_up, FIRST + 5)
    assert _observed(sqlite_database, FIRST, FIRST + 4) == [1.0, 1.0, 0.0, 0.0, 0.0]
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(6), {"a": [50]})
    sqlite_database.write_now(roll_up, FIRST + 6)
    assert _observed(sqlite_database, FIRST, FIRST + 5) == [1.0] * 6
    assert _authors(sqlite_database, "a", FIRST, FIRST + 5) == [5.0, 5.0, 10.0, 10.0, 10.0, 10.0]


def test_what_a_day_grew_after_its_last_crawl_is_learned_the_day_after(sqlite_database: Database) -> None:
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(22), {"a": [22]})
    sqlite_database.write_now(roll_up, FIRST + 22)
    assert _observed(sqlite_database, FIRST + 21, FIRST + 23) == [1.0, 0.0, 0.0]
    sqlite_database.write_now(roll_up, FIRST + 24)
    assert _observed(sqlite_database, FIRST + 21, FIRST + 23) == [1.0, 0.0, 0.0]  # the list of today is not its end
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(25), {"a": [1, 42]})
    sqlite_database.write_now(roll_up, FIRST + 25)
    assert _authors(sqlite_database, "a", FIRST + 20, FIRST + 24) == [1.0, 1.0, 10.0, 10.0, 1.0]


def test_rolling_up_again_changes_nothing(sqlite_database: Database) -> None:
    for asked in range(1, 30):
        history = [asked, 9, 30, 30] if asked < 24 else [asked - 20, 30, 9, 30]
        ask_mastodon(sqlite_database, MIDNIGHT + _hour(asked), {"a": history})
    sqlite_database.write_now(roll_up, FIRST + 29)
    first = _authors(sqlite_database, "a", FIRST - 96, FIRST + 29)
    sqlite_database.write_now(roll_up, FIRST + 29)
    assert _authors(sqlite_database, "a", FIRST - 96, FIRST + 29) == first
    assert np.sum(first[96:120]) == pytest.approx(30)


def test_a_past_day_makes_no_rows_in_hours_that_were_not_heard(sqlite_database: Database) -> None:
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(12), {"a": [12]})
    sqlite_database.write_now(roll_up, FIRST + 12)
    ask_mastodon(sqlite_database, MIDNIGHT + _hour(60), {"b": [10, 10, 48]})
    sqlite_database.write_now(roll_up, FIRST + 60)
    assert _authors(sqlite_database, "b", FIRST, FIRST + 23) == [2.0] * 12 + [0.0] * 12
