"""Many rows at once, at the speed of the driver."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.storage import bulk
from hashtagger.storage.bulk import bulk_insert, bulk_upsert, moments
from hashtagger.storage.database import Database
from hashtagger.storage.trend_tables import co_tags as pairs
from hashtagger.storage.trend_tables import trend_snapshots
from tests.storage.builders import NOW

PAIR = ("source", "tag", "day", "other", "n")
SNAPSHOT = ("source", "channel", "region", "language", "slot", "fetched", "run_id", "verdict", "rows", "size_bytes")


def _pairs(database: Database) -> list[Any]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(pairs).order_by(pairs.c.tag, pairs.c.other))]


def test_rows_of_several_chunks_are_all_written(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK_ROWS", 3)
    rows = [("s", f"t{n}", 1, "é'\t\n\\N", n) for n in range(8)]
    assert database.write_now(bulk_insert, pairs, PAIR, iter(rows)) == 8
    assert _pairs(database) == rows


def test_the_last_row_of_a_key_wins(database: Database) -> None:
    database.write_now(bulk_upsert, pairs, PAIR, [("s", "a", 1, "b", 1), ("s", "a", 1, "c", 2)])
    database.write_now(bulk_upsert, pairs, PAIR, [("s", "a", 1, "b", 3), ("s", "a", 1, "b", 4)])
    assert _pairs(database) == [("s", "a", 1, "b", 4), ("s", "a", 1, "c", 2)]


def test_moments_are_stored_as_everywhere_and_naive_ones_refused(database: Database) -> None:
    def write(connection: sa.Connection, moment: datetime) -> None:
        bound = moments(connection)
        row = ("s", "c", "", "", bound(moment), bound(moment), "run", "good", 1, 1)
        bulk_insert(connection, trend_snapshots, SNAPSHOT, [row])

    database.write_now(write, NOW.astimezone(timezone(timedelta(hours=9))))
    with database.reading() as connection:
        found = connection.scalars(sa.select(trend_snapshots.c.slot).where(trend_snapshots.c.fetched == NOW)).all()
    assert found == [NOW]
    with pytest.raises(ValueError, match="naive"):
        database.write_now(write, NOW.replace(tzinfo=None))


def test_a_row_that_the_database_refuses_undoes_all_and_is_not_quoted(database: Database) -> None:
    secret = ("s", "secret", 1, "b", 1)
    with pytest.raises(sa.exc.IntegrityError) as failed:
        database.write_now(bulk_insert, pairs, PAIR, [("s", "a", 1, "b", 1), secret, secret])
    assert "secret" not in str(failed.value)
    assert _pairs(database) == []


def test_nothing_to_write_is_no_error(database: Database) -> None:
    assert database.write_now(bulk_insert, pairs, PAIR, []) == 0
    assert database.write_now(bulk_upsert, pairs, PAIR, []) == 0
