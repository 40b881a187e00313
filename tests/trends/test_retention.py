"""Hours become days, and what is past its time goes."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from hashtagger.observations import CrawlTarget
from hashtagger.settings import TrendSettings
from hashtagger.storage.database import Database
from hashtagger.storage.tag_hours import put_co_tags
from hashtagger.storage.trend_tables import (
    co_tags,
    source_hours,
    source_scores,
    tag_days,
    tag_hours,
    trend_observations,
    trend_snapshots,
    trends,
)
from hashtagger.trends.retention import retire
from hashtagger.trends.run import score_hour
from tests.storage.builders import tags
from tests.storage.trend_builders import SLOT
from tests.trends.builders import FIRST, SETTINGS, burst, count, put_list

KEEP = TrendSettings(keep_hours_days=2, keep_observations_days=1)
NOW = SLOT  # noon


def _size(database: Database, table: sa.Table) -> int:
    with database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_old_hours_become_days_and_young_ones_stay(database: Database) -> None:
    old = range(FIRST - 96, FIRST - 48, 8)
    young = range(FIRST - 48, FIRST, 8)
    series = {f"t{n}": dict.fromkeys((*old, *young), n + 1.0) for n in range(7)}
    count(database, series, heard=[*old, *young], posts_per_author=2.0)
    count(database, {"t1": {old[0]: 5.0}}, heard=old, language="ja")
    assert retire(database, now=NOW, settings=KEEP, batch_rows=3)["hours"] == 7 * 6 + 1
    assert (_size(database, tag_hours), _size(database, source_hours)) == (7 * 6, 6)
    with database.reading() as connection:
        rows = connection.execute(sa.select(tag_days).order_by(tag_days.c.language, tag_days.c.tag, tag_days.c.day))
        days = [(r.language, r.tag, r.day - FIRST // 24, r.author_hours, r.posts, r.weight) for r in rows]
    assert days[:3] == [("", "t0", -4, 3, 6, 6), ("", "t0", -3, 3, 6, 6), ("", "t1", -4, 6, 12, 12)]
    assert days[-1] == ("ja", "t1", -4, 5, 5, 5)
    assert len(days) == 15


def test_retiring_again_adds_nothing_twice(sqlite_database: Database) -> None:
    hours = range(FIRST - 96, FIRST - 72)
    count(sqlite_database, {"a": dict.fromkeys(hours, 2.0)}, heard=hours)
    retire(sqlite_database, now=NOW, settings=KEEP)
    assert retire(sqlite_database, now=NOW, settings=KEEP)["hours"] == 0
    with sqlite_database.reading() as connection:
        assert connection.scalars(sa.select(tag_days.c.author_hours)).all() == [48.0]


def test_observations_go_with_their_snapshots(sqlite_database: Database) -> None:
    for days in range(4):
        put_list(
            sqlite_database, NOW - timedelta(days=days, hours=1), ["a", "b", "c"], target=CrawlTarget("x", str(days))
        )
    assert retire(sqlite_database, now=NOW, settings=KEEP, batch_rows=4)["observations"] == 9
    assert (_size(sqlite_database, trend_observations), _size(sqlite_database, trend_snapshots)) == (3, 1)


def test_scores_trends_and_company_go_in_their_time(sqlite_database: Database) -> None:
    a, b = tags("a", "b")
    for hour in (FIRST - 60, FIRST - 30, FIRST):
        count(sqlite_database, {"a": burst(hour)}, heard=range(hour - 239, hour + 1))
        score_hour(sqlite_database, hour, settings=SETTINGS)
    for ago in (40, 10):
        sqlite_database.write_now(put_co_tags, "bluesky", FIRST // 24 - ago, [(a, b, 1)])
    counts = retire(sqlite_database, now=NOW, settings=KEEP)
    assert (counts["scores"], counts["trends"], counts["co_tags"]) == (2, 2, 1)
    assert [_size(sqlite_database, table) for table in (source_scores, trends, co_tags)] == [1, 1, 1]
