"""The same rows give the same scores."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import CrawlTarget, TrendKind, start_of
from hashtagger.storage.database import Database
from hashtagger.storage.tables import tag_stats
from hashtagger.storage.trend_tables import source_scores, trends
from hashtagger.trends.recompute import recompute
from hashtagger.trends.run import score_hour
from tests.storage.builders import put_tags
from tests.trends.builders import FIRST, SETTINGS, burst, count, put_list

HOUR = FIRST + 12
SPAN = range(HOUR - 4, HOUR + 1)


def _rows(database: Database) -> list[list[Any]]:
    with database.reading() as connection:
        return [
            sorted(map(repr, connection.execute(sa.select(table)).mappings()))
            for table in (source_scores, trends, tag_stats)
        ]


def _live_through(database: Database) -> None:
    """Each hour is heard, then scored, as the schedule does it."""
    put_tags(database, "rising", "show")
    series = {
        "rising": burst(HOUR, hours=6),
        "falling": burst(HOUR - 3, hours=4) | dict.fromkeys(range(HOUR - 2, HOUR + 1), 3.0),
        "show": {hour: 90.0 if hour % 168 == HOUR % 168 else 4.0 for hour in range(HOUR - 700, HOUR + 1)},
    }
    heard = range(HOUR - 700, SPAN[0])
    count(database, {tag: {h: n for h, n in s.items() if h < SPAN[0]} for tag, s in series.items()}, heard=heard)
    for hour in SPAN:
        count(database, {tag: {hour: hours.get(hour, 0.0)} for tag, hours in series.items()}, heard=[hour])
        at = start_of(hour) + timedelta(minutes=30)
        put_list(database, at, [f"Topic {hour}", "Rising"], target=CrawlTarget("x", "1"))
        put_list(database, at, ["falling"], target=CrawlTarget("custom", "a", "JP"), kind=TrendKind.HASHTAG)
        score_hour(database, hour, settings=SETTINGS)


def test_recomputed_scores_equal_what_the_hourly_runs_wrote(sqlite_database: Database) -> None:
    _live_through(sqlite_database)
    written = _rows(sqlite_database)
    assert len(written[0]) > 5
    assert [hour for hour, _ in recompute(sqlite_database, SPAN[0], SPAN[-1], settings=SETTINGS)] == list(SPAN)
    assert _rows(sqlite_database) == written


def test_scores_that_were_lost_come_back_from_the_rows(sqlite_database: Database) -> None:
    _live_through(sqlite_database)
    written = _rows(sqlite_database)
    with sqlite_database.writing() as connection:
        for table in (source_scores, trends):
            connection.execute(sa.delete(table))
    assert len(list(recompute(sqlite_database, SPAN[0], SPAN[-1], settings=SETTINGS))) == len(SPAN)
    assert _rows(sqlite_database) == written


def test_hours_of_the_past_do_not_change_the_statistics_of_today(sqlite_database: Database) -> None:
    _live_through(sqlite_database)
    written = _rows(sqlite_database)
    list(recompute(sqlite_database, SPAN[0], SPAN[-2], settings=SETTINGS))
    assert _rows(sqlite_database) == written
