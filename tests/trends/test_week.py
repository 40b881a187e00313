"""A tag's week: means of hours that may be told, in the hours of a place, and nothing about few people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from hashtagger.errors import NotFound
from hashtagger.observations import TrendKind, TrendState, hour_of
from hashtagger.settings import TrendSettings
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_past import Past
from hashtagger.storage.trend_reading import Filters
from hashtagger.trends.answers import Asked
from hashtagger.trends.week import DAYS, HOURS, PAST_H, by_week, week
from hashtagger.types import Tag
from tests.trend_builders import HOUR, NOW, put_hours, put_trends, trend

UTC_ZONE = ZoneInfo("UTC")
MONDAY = hour_of(datetime(2026, 10, 19, tzinfo=UTC))


def past(authors, observed=None, first=MONDAY):
    counts = np.asarray(authors, np.float64)
    heard = np.ones(len(counts)) if observed is None else np.asarray(observed, np.float64)
    return Past(Scope("bluesky"), Tag("a"), False, first, heard, counts, 2 * counts, counts)


def cells(table):
    """{(weekday, hour): value} of those that hold something."""
    return {(day, hour): value for day, row in enumerate(table) for hour, value in enumerate(row) if value}


def asked(**filters):
    return Asked(Filters(**filters), TrendSettings(), NOW)


def told(database, text="eclipse", zone=UTC_ZONE, **filters):
    with database.reading() as connection:
        return week(connection, asked(**filters), text, zone=zone)


def test_a_cell_is_the_mean_of_the_same_hour_of_each_week():
    counts = np.zeros(4 * 168)
    counts[[9, 9 + 168, 9 + 336]] = [20, 30, 40]
    counts[9 + 504] = 50
    counts[24 + 5] = 15
    found = by_week(past(counts), UTC_ZONE, floor=10)
    assert cells(found["mean"]) == {(0, 9): 35.0}
    assert cells(found["observations"]) == {(0, 9): 4, (1, 5): 1}
    assert found["below_floor"][1][5] == 3
    assert [len(row) for row in found["mean"]] == [HOURS] * DAYS


def test_an_hour_that_nobody_listened_to_counts_for_nothing():
    counts = [20.0] * 168 + [90.0] * 168
    found = by_week(past(counts, [1.0] * 168 + [0.4] * 168), UTC_ZONE, floor=10)
    assert (found["mean"][3][7], found["observations"][3][7], found["below_floor"][3][7]) == (20.0, 1, 0)


def test_hours_below_the_floor_do_not_stand_in_a_mean():
    """Else whoever has the other hours of the cell could work them out."""
    for few in (1.0, 9.0):
        found = by_week(past([30.0] * 168 + [few] * 168), UTC_ZONE, floor=10)
        assert (found["mean"][0][0], found["observations"][0][0], found["below_floor"][0][0]) == (30.0, 1, 1)


def test_a_mean_that_most_hours_are_too_few_for_is_not_told():
    found = by_week(past([30.0] * 168 + [5.0] * 336), UTC_ZONE, floor=10)
    assert (found["mean"][0][0], found["observations"][0][0], found["below_floor"][0][0]) == (None, 1, 2)


@pytest.mark.parametrize(
    ("zone", "cell"),
    [("Europe/Berlin", (0, 2)), ("America/New_York", (6, 20)), ("Asia/Kolkata", (0, 5)), ("Asia/Tokyo", (0, 9))],
)
def test_hours_are_those_of_the_time_zone(zone, cell):
    found = by_week(past([30.0]), ZoneInfo(zone), floor=10)
    assert cells(found["mean"]) == {cell: 30.0}


def test_when_the_clocks_change_the_hours_change_with_them():
    # Berlin left summer time on 25 October 2026, between the two Mondays.
    counts = np.zeros(2 * 168)
    counts[7] = counts[7 + 169 - 1] = 30.0
    found = by_week(past(counts), ZoneInfo("Europe/Berlin"), floor=10)
    assert sorted(cells(found["mean"])) == [(0, 8), (0, 9)]


def test_a_tag_is_told_source_by_source_with_its_label(sqlite_database):
    put_trends(sqlite_database, trend(seasonality="weekly"))
    put_hours(sqlite_database, "eclipse", [30.0] * PAST_H, first=HOUR - PAST_H + 1)
    put_hours(sqlite_database, "eclipse", [50.0] * 24, first=HOUR - 23, source="mastodon")
    answer = told(sqlite_database, "#Eclipse", ZoneInfo("Asia/Tokyo"))
    assert (answer["tag"], answer["kind"], answer["seasonality"]) == ("eclipse", "hashtag", "weekly")
    assert (answer["timezone"], answer["hours"]) == ("Asia/Tokyo", 672)
    assert datetime.fromisoformat(answer["start"]) == NOW.replace(minute=0) - timedelta(hours=672)
    bluesky, mastodon = answer["tables"]
    assert (bluesky["source"], mastodon["source"]) == ("bluesky", "mastodon")
    assert {n for row in bluesky["observations"] for n in row} == {4}
    assert sum(n for row in mastodon["observations"] for n in row) == 24
    assert [each["source"] for each in told(sqlite_database, source="mastodon")["tables"]] == ["mastodon"]


def test_a_source_whose_numbers_must_not_be_passed_on_has_no_table(sqlite_database):
    put_trends(sqlite_database, trend())
    put_hours(sqlite_database, "eclipse", [30.0] * 24, first=HOUR - 23, source="x")
    assert told(sqlite_database)["tables"] == []
    assert told(sqlite_database, source="x")["tables"] == []


def test_a_trend_that_nobody_counts_has_a_label_and_no_tables(sqlite_database):
    put_trends(sqlite_database, trend("solar eclipse", kind=TrendKind.PHRASE))
    answer = told(sqlite_database, "Solar  Eclipse")
    assert (answer["tag"], answer["kind"], answer["tables"]) == ("solar eclipse", "phrase", [])


def test_what_is_held_back_or_used_by_few_cannot_be_told_from_what_is_unknown(sqlite_database):
    held = [state for state in TrendState if state is not TrendState.SHOWN]
    put_trends(sqlite_database, *(trend(state.value, state=state) for state in held))
    for state in held:
        authors = 9.0 if state is TrendState.BELOW_FLOOR else 50.0
        put_hours(sqlite_database, state.value, [authors] * 24, first=HOUR - 23)
    answers = set()
    for name in [*(state.value for state in held), "unknown"]:
        with pytest.raises(NotFound) as refused:
            told(sqlite_database, name)
        answers.add((refused.value.code, str(refused.value).replace(name, "…")))
    assert len(answers) == 1


def test_before_anything_was_scored_nothing_is_known(sqlite_database):
    with pytest.raises(NotFound) as refused:
        told(sqlite_database)
    assert refused.value.code == "unknown_trend"
