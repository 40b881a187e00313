"""Transactions: whole or not at all, one after another where they must be, and never on the event loop."""

from __future__ import annotations

import asyncio
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.errors import MissingComponent, TryLater
from hashtagger.storage.columns import UtcDateTime
from hashtagger.storage.database import WRITE_ATTEMPTS, Database, open_database
from hashtagger.storage.meta import read_meta, write_meta
from hashtagger.storage.tables import job_runs, meta, recommendations
from tests.storage.builders import NOW


def test_what_was_written_can_be_read(database: Database) -> None:
    with database.writing() as connection:
        write_meta(connection, "a", "1")
    with database.reading() as connection:
        assert read_meta(connection, "a") == "1"


def test_a_block_that_raises_writes_nothing(database: Database) -> None:
    def write_and_fail(connection: sa.Connection) -> None:
        write_meta(connection, "a", "1")
        raise KeyError

    with pytest.raises(KeyError):
        database.write_now(write_and_fail)
    with database.reading() as connection:
        assert read_meta(connection, "a") is None


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError), database.reading() as connection:
        write_meta(connection, "a", "1")


def test_a_connection_that_read_can_write_again(database: Database) -> None:
    for _ in range(6):  # more often than there are connections
        with database.reading() as connection:
            read_meta(connection, "a")
        with database.writing() as connection:
            write_meta(connection, "a", "1")


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.reading() as reader:
        assert read_meta(reader, "a") is None
        database.write_now(write_meta, "a", "1")
        assert read_meta(reader, "a") is None


def test_concurrent_changes_of_one_number_are_all_counted(database: Database) -> None:
    database.write_now(write_meta, "n", "0")

    def add_one(connection: sa.Connection) -> None:
        locked = sa.select(meta.c.value).where(meta.c.key == "n").with_for_update()
        write_meta(connection, "n", str(int(connection.execute(locked).scalar_one()) + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: database.write_now(add_one), range(40)))
    with database.reading() as connection:
        assert read_meta(connection, "n") == "40"


def test_on_sqlite_a_writer_has_its_turn_from_the_first_read_on(sqlite_url: str) -> None:
    with open_database(sqlite_url) as mine, open_database(sqlite_url, busy_timeout_s=0.05) as rival:
        with mine.writing() as connection:
            read_meta(connection, "a")
            with pytest.raises(TryLater):
                rival.write_now(write_meta, "a", "1")
        rival.write_now(write_meta, "a", "2")


async def test_read_and_write_work_from_the_event_loop(database: Database) -> None:
    await asyncio.gather(*(database.write(write_meta, f"k{n}", "1") for n in range(20)))
    count = await database.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(meta)))
    assert count == 20


async def test_the_event_loop_goes_on_while_a_transaction_runs(database: Database) -> None:
    gate = threading.Event()
    waiting = asyncio.create_task(database.read(lambda _: gate.wait(30)))
    await asyncio.sleep(0)
    gate.set()  # reached only because the loop was not blocked
    assert await waiting


async def test_a_cancelled_caller_leaves_a_whole_transaction_and_a_database_that_works(database: Database) -> None:
    begun, gate = threading.Event(), threading.Event()

    def two_rows(connection: sa.Connection) -> None:
        write_meta(connection, "first", "1")
        begun.set()
        gate.wait(30)
        write_meta(connection, "second", "1")

    task = asyncio.create_task(database.write(two_rows))
    await asyncio.to_thread(begun.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    await database.write(write_meta, "third", "1")
    names = await database.read(lambda c: list(c.scalars(sa.select(meta.c.key).order_by(meta.c.key))))
    assert names == ["first", "second", "third"] or (not database.is_sqlite and names == ["third"])


async def test_a_caller_cancelled_before_its_turn_runs_nothing(sqlite_database: Database) -> None:
    begun, gate = threading.Event(), threading.Event()

    def hold(_: sa.Connection) -> None:
        begun.set()
        gate.wait(30)

    holder = asyncio.create_task(sqlite_database.write(hold))
    await asyncio.to_thread(begun.wait, 30)
    queued = asyncio.create_task(sqlite_database.write(write_meta, "never", "1"))
    await asyncio.sleep(0)
    queued.cancel()
    gate.set()
    await holder
    assert await sqlite_database.read(read_meta, "never") is None


def test_closing_waits_for_the_write_under_way(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    async def write_and_close() -> None:
        task = asyncio.create_task(database.write(write_meta, "a", "1"))
        await asyncio.sleep(0)
        await asyncio.gather(task, asyncio.to_thread(database.close), return_exceptions=True)

    asyncio.run(write_and_close())
    with open_database(sqlite_url) as again, again.reading() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_a_lock_that_is_not_given_up_in_time_means_try_later(database_url: str) -> None:
    held, done = threading.Event(), threading.Event()

    def hold_the_row(database: Database) -> None:
        with database.writing() as connection:
            write_meta(connection, "a", "2")
            held.set()
            done.wait(60)

    with open_database(database_url) as mine, open_database(database_url, busy_timeout_s=0.05) as rival:
        mine.write_now(write_meta, "a", "1")
        holder = threading.Thread(target=hold_the_row, args=(mine,))
        holder.start()
        held.wait(30)
        with pytest.raises(TryLater) as caught:
            rival.write_now(write_meta, "a", "3")
        done.set()
        holder.join()
    assert caught.value.code == "database_busy"


def test_a_lost_race_is_run_again(database: Database) -> None:
    tries: list[int] = []

    def loses_once(connection: sa.Connection) -> str:
        tries.append(len(tries))
        write_meta(connection, f"try{len(tries)}", "1")
        if len(tries) == 1:
            raise serialization_failure()
        return "done"

    assert database.write_now(loses_once) == "done"
    with database.reading() as connection:
        assert (read_meta(connection, "try1"), read_meta(connection, "try2")) == (None, "1")


def test_a_race_that_is_always_lost_ends(database: Database) -> None:
    tries: list[int] = []

    def always_loses(_: sa.Connection) -> None:
        tries.append(1)
        raise serialization_failure()

    with pytest.raises(TryLater):
        database.write_now(always_loses)
    assert len(tries) == WRITE_ATTEMPTS


def test_a_mistake_is_not_hidden_as_try_later(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError), database.reading() as connection:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))


def test_a_server_that_is_not_there_means_try_later() -> None:
    with (
        open_database("postgresql+psycopg://nobody@127.0.0.1:1/none", busy_timeout_s=1) as database,
        pytest.raises(TryLater) as caught,
        database.reading(),
    ):
        pass
    assert caught.value.code == "database_unavailable"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "not an address"])
def test_a_database_that_cannot_be_used_is_refused_with_advice(url: str) -> None:
    with pytest.raises(MissingComponent) as refused:
        open_database(url)
    assert "HASHTAGGER_DATABASE__URL" in refused.value.advice


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    with database.writing() as connection:
        got = connection.execute(sa.select(sa.literal(tokyo, UtcDateTime()))).scalar_one()
    assert got == NOW
    assert got.utcoffset() == timedelta(0)


def test_moments_with_and_without_microseconds_sort_by_time(database: Database) -> None:
    slots = {"b": NOW.replace(microsecond=0), "a": NOW, "c": NOW - timedelta(seconds=1)}
    with database.writing() as connection:
        for slot, started in slots.items():
            connection.execute(sa.insert(job_runs).values(**a_run(slot, started)))
        assert list(connection.scalars(sa.select(job_runs.c.slot).order_by(job_runs.c.started))) == ["c", "b", "a"]


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError), database.writing() as connection:
        connection.execute(sa.insert(job_runs).values(**a_run("a", datetime(2026, 1, 1))))  # noqa: DTZ001


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_say_is_refused_on_both_databases(database: Database, value: Any) -> None:
    with pytest.raises((sa.exc.StatementError, ValueError)), database.writing() as connection:
        connection.execute(sa.insert(job_runs).values(**{**a_run("a", NOW), "counts": {"x": value}}))


def test_keys_are_equal_and_sorted_by_code_point(database: Database) -> None:
    names = ["Zebra", "apple", "zebra", "Ärger", "ärger", "日本", "🎉", "_a", "1a", "a_b", "ab"]
    with database.writing() as connection:
        for name in names:
            write_meta(connection, name, "1")
        assert list(connection.scalars(sa.select(meta.c.key).order_by(meta.c.key))) == sorted(names)


def test_an_error_does_not_show_what_was_written(database: Database) -> None:
    secret = "a caption that nobody must read in a log"
    with pytest.raises(sa.exc.DBAPIError) as caught, database.writing() as connection:
        connection.execute(sa.insert(recommendations).values(id="1", draft=secret))
    assert secret not in "".join(traceback.format_exception(caught.value))


def a_run(slot: str, started: datetime) -> dict[str, Any]:
    fixed = {"job": "j", "status": "done", "attempt": 1, "lease_until": NOW, "counts": {}, "error": ""}
    return {**fixed, "slot": slot, "started": started}


def serialization_failure() -> sa.exc.OperationalError:
    class Lost(Exception):
        sqlstate = "40001"

    return sa.exc.OperationalError("COMMIT", None, Lost())
