"""Lift reports: the newest is told, old ones go."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from hashtagger.storage.database import Database
from hashtagger.storage.lift_reports import latest_report, purge_reports, put_report
from hashtagger.storage.ranking_tables import lift_reports
from tests.storage.builders import NOW

DAY = timedelta(days=1)


def put(database: Database, *ages: int) -> None:
    for age in ages:
        database.write_now(put_report, {"made": age}, now=NOW - age * DAY)


def kept(database: Database) -> list[int]:
    with database.reading() as connection:
        reports = connection.scalars(sa.select(lift_reports.c.report).order_by(lift_reports.c.created))
        return [report["made"] for report in reports]


def test_before_the_first_there_is_none(database: Database) -> None:
    with database.reading() as connection:
        assert latest_report(connection) is None


def test_a_report_comes_back_as_it_was(database: Database) -> None:
    report = {"made": "today", "comparisons": [{"dr": None, "notes": ["…"], "changed": 0.25}], "policies": {"a": 1}}
    database.write_now(put_report, report, now=NOW)
    with database.reading() as connection:
        assert latest_report(connection) == report


def test_the_newest_is_told_whenever_it_was_written(database: Database) -> None:
    put(database, 1, 0, 2)
    with database.reading() as connection:
        assert latest_report(connection) == {"made": 0}


def test_old_ones_are_deleted_and_counted(database: Database) -> None:
    put(database, 0, 9, 10, 11, 12)
    assert database.write_now(purge_reports, older_than=NOW - 10 * DAY) == 2
    assert kept(database) == [10, 9, 0]


def test_the_newest_stays_however_old_it_is(database: Database) -> None:
    put(database, 400, 500)
    assert database.write_now(purge_reports, older_than=NOW) == 1
    assert kept(database) == [400]
