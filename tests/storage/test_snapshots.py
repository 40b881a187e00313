"""Which crawls are used, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.observations import CrawlTarget, TrendKind, ValueKind, Verdict
from hashtagger.storage.database import Database
from hashtagger.storage.listings import newest_listings
from hashtagger.storage.snapshots import put_snapshot
from hashtagger.storage.trend_tables import trend_observations, trend_snapshots
from tests.storage.trend_builders import SLOT, TARGET, named, observation, snapshot


def _put(database: Database, *args: Any, **kwargs: Any) -> Verdict:
    return database.write_now(put_snapshot, snapshot(*args, **kwargs), named)


def _names(database: Database) -> list[str]:
    with database.reading() as connection:
        rows = connection.execute(sa.select(trend_observations).order_by(trend_observations.c.id))
        return [row.raw_name for row in rows]


def test_every_field_of_a_line_comes_back(database: Database) -> None:
    line = observation(
        "Solar eclipse",
        kind=TrendKind.PHRASE,
        slot=SLOT - timedelta(days=1),
        rank=3,
        value=500_000.0,
        value_kind=ValueKind.SEARCHES,
        value_is_lower_bound=True,
        url="https://example.org/a",
        promoted=True,
    )
    _put(database, [line])
    with database.reading() as connection:
        row = connection.execute(sa.select(trend_observations)).mappings().one()
    assert {name: row[name] for name in row if name != "id"} == {
        "source": "google_trends",
        "channel": "daily",
        "region": "US",
        "language": "",
        "crawled": SLOT,
        "slot": SLOT - timedelta(days=1),
        "fetched": SLOT + timedelta(minutes=2),
        "run_id": "run",
        "kind": "phrase",
        "raw_name": "Solar eclipse",
        "tag": "solareclipse",
        "derived": True,
        "rank": 3,
        "value": 500_000.0,
        "value_kind": "searches",
        "value_is_lower_bound": True,
        "promoted": True,
        "url": "https://example.org/a",
    }


@pytest.mark.parametrize(
    ("changes", "lines", "verdict"),
    [
        ({}, 1, Verdict.GOOD),
        ({"readable": False}, 0, Verdict.UNREADABLE),
        ({}, 0, Verdict.TOO_FEW),
        ({"may_be_empty": True}, 0, Verdict.EMPTY),
        ({"min_rows": 10}, 9, Verdict.TOO_FEW),
        ({"min_rows": 10, "may_be_empty": True}, 0, Verdict.EMPTY),
    ],
)
def test_a_first_snapshot_is_judged_by_itself(
    database: Database, changes: dict[str, Any], lines: int, verdict: Verdict
) -> None:
    assert _put(database, lines, **changes) is verdict
    assert len(_names(database)) == (lines if verdict is Verdict.GOOD else 0)


def test_a_list_60_percent_below_the_median_of_the_last_seven_is_not_used(database: Database) -> None:
    for later, lines in enumerate([2, 10, 10, 10, 11, 9, 10, 10, 4]):
        assert _put(database, lines, later) is Verdict.GOOD
    assert _put(database, 3, 9) is Verdict.TOO_FEW
    assert _put(database, 0, 10, may_be_empty=True) is Verdict.TOO_FEW


def test_other_targets_and_old_lists_are_not_compared_with(database: Database) -> None:
    _put(database, 20)
    assert _put(database, 2, 1, target=CrawlTarget("google_trends", "daily", "DE")) is Verdict.GOOD
    assert _put(database, 2, 24 * 15) is Verdict.GOOD


def test_what_cannot_be_used_is_recorded_and_the_last_good_list_stays(database: Database) -> None:
    _put(database, 10)
    _put(database, 1, 1)
    with database.reading() as connection:
        verdicts = list(connection.scalars(sa.select(trend_snapshots.c.verdict).order_by(trend_snapshots.c.slot)))
        newest = newest_listings(connection, as_of=SLOT + timedelta(hours=3), not_sources=(), most_slots=7)
    assert verdicts == ["good", "too_few"]
    assert [(each.slot, len(each.lines)) for each in newest] == [(SLOT, 10)]


def test_a_second_crawl_of_a_slot_replaces_the_first_and_keeps_when_it_was_first_had(database: Database) -> None:
    _put(database, [observation("old"), observation("both")])
    again = SLOT + timedelta(minutes=40)
    assert _put(database, [observation("both"), observation("new")], fetched_at=again) is Verdict.GOOD
    assert _names(database) == ["both", "new"]
    with database.reading() as connection:
        assert connection.scalars(sa.select(trend_snapshots.c.fetched)).all() == [SLOT + timedelta(minutes=2)]


def test_a_bad_crawl_never_replaces_a_good_one_of_its_slot(database: Database) -> None:
    _put(database, 3)
    assert _put(database, 0, readable=False) is Verdict.UNREADABLE
    assert len(_names(database)) == 3
    with database.reading() as connection:
        assert connection.scalars(sa.select(trend_snapshots.c.verdict)).all() == ["good"]


def test_a_failure_leaves_nothing_half_written(database: Database) -> None:
    def fail(raw_name: str, kind: TrendKind) -> Any:
        raise RuntimeError("no name")

    with pytest.raises(RuntimeError):
        database.write_now(put_snapshot, snapshot(3), fail)
    assert _names(database) == []


def test_the_newest_list_tells_how_often_its_names_stood_there_before(database: Database) -> None:
    for later in range(4):
        names = ["Always", f"only{later}"] if later < 3 else ["always", "fresh"]
        _put(database, [observation(name, rank=n + 1) for n, name in enumerate(names)], later)
    with database.reading() as connection:
        at = SLOT + timedelta(hours=3, minutes=30)
        (newest,) = newest_listings(connection, as_of=at, not_sources=(), most_slots=28)
        (before,) = newest_listings(connection, as_of=at - timedelta(hours=1), not_sources=(), most_slots=1)
        assert newest_listings(connection, as_of=at, not_sources={"google_trends"}, most_slots=1) == []
    assert [(line.raw_name, line.listed) for line in newest.lines] == [("always", 3), ("fresh", 0)]
    assert (newest.target, newest.slots, newest.period_h) == (TARGET, 3, 1.0)
    assert [(line.raw_name, line.listed) for line in before.lines] == [("Always", 1), ("only2", 0)]
