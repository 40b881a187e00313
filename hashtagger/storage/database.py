"""The one way to the database: bounded threads, one transaction a call, and the only commit in the program."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from hashtagger.errors import MissingComponent, TryLater

P = ParamSpec("P")
T = TypeVar("T")

WRITE_ATTEMPTS = 4
"""How often one write is tried when another transaction got in its way."""

_LOST_TURN = frozenset({"40001", "40P01", "55P03"})  # serialization failure, deadlock, lock not available
_READ = {"hashtagger_write": False}
_WRITE = {"hashtagger_write": True}


def open_database(url: str, *, busy_timeout_s: float = 10.0, pool_size: int = 8) -> Database:
    """
    A database at a SQLAlchemy ``url``: ``sqlite:///FILE`` or ``postgresql+psycopg://…``. Connects on first use.

    A wait for another writer takes at most ``busy_timeout_s``; at most ``pool_size`` connections are open.
    Raises ``MissingComponent`` (code ``unusable_database``) for another kind of database, one in memory, which threads could
    not share, and PostgreSQL without its driver.
    """
    return Database(create_engine(url, busy_timeout_s=busy_timeout_s, pool_size=pool_size), pool_size, busy_timeout_s)


class Database:
    """
    Transactions on one database, from any thread or event loop.

    Functions given to ``read`` and ``write`` take a ``Connection`` first, run on a thread of ours, and must not keep
    the connection: the transaction ends when they return. A ``write`` may run its function again after losing a lock
    or a serialization race (everything it did was rolled back), so its only effect must be on the database.

    A caller that is cancelled while its turn has not come runs nothing; one that is cancelled later does not interrupt
    the transaction, which commits or rolls back whole.
    """

    def __init__(self, engine: Engine, pool_size: int, busy_timeout_s: float) -> None:
        self.engine = engine
        self._busy_timeout_s = busy_timeout_s
        # SQLite has one writer at a time: a single thread queues them fairly and leaves the other threads to readers.
        writers = 1 if self.is_sqlite else max(1, pool_size // 2)
        self._read_threads = ThreadPoolExecutor(max(1, pool_size - writers), thread_name_prefix="database-read")
        self._write_threads = ThreadPoolExecutor(writers, thread_name_prefix="database-write")
        self._turn = threading.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only transaction over one snapshot. Raises ``TryLater`` when the database is busy or away."""
        with _as_try_later(), self._connection(_READ) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises; ``TryLater`` as above."""
        with _as_try_later(), self._own_turn(), self._connection(_WRITE) as connection, connection.begin():
            yield connection

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``fn(connection, *args)`` in a read-only transaction on a thread."""
        return await self._on(self._read_threads, functools.partial(self._read_now, fn, *args, **kwargs))

    async def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``fn(connection, *args)`` in a transaction on a thread; when this returns, the change survives a crash."""
        return await self._on(self._write_threads, functools.partial(self.write_now, fn, *args, **kwargs))

    def write_now(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``write``, on the calling thread."""
        for attempt in range(1, WRITE_ATTEMPTS + 1):
            try:
                with self._own_turn(), self._connection(_WRITE) as connection, connection.begin():
                    return fn(connection, *args, **kwargs)
            except (sa.exc.OperationalError, sa.exc.TimeoutError) as error:
                if attempt == WRITE_ATTEMPTS or not _lost_its_turn(error):
                    raise _try_later(error) from error
            time.sleep(random.uniform(0.0, 0.02 * 2**attempt))  # rivals spread out
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Wait for the transactions under way, drop those not begun, and close the connections."""
        for threads in (self._read_threads, self._write_threads):
            threads.shutdown(wait=True, cancel_futures=True)
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_now(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.reading() as connection:
            return fn(connection, *args, **kwargs)

    async def _on(self, threads: ThreadPoolExecutor, call: Callable[[], T]) -> T:
        context = contextvars.copy_context()  # so that log lines from the thread carry the request id
        return await asyncio.get_running_loop().run_in_executor(threads, context.run, call)

    @contextmanager
    def _connection(self, options: dict[str, bool]) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            if not self.is_sqlite and options is _READ:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection.execution_options(**options)

    def _own_turn(self) -> AbstractContextManager[Any]:
        return nullcontext() if self._turn is None else _held(self._turn, self._busy_timeout_s)


def create_engine(url: str, *, busy_timeout_s: float, pool_size: int, foreign_keys: bool = True) -> Engine:
    """The engine behind a ``Database``; migrations use it directly, without foreign keys."""
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise _unusable("the address of the database cannot be understood") from None
    options: dict[str, Any] = {
        "json_serializer": _dump_json,
        "pool_size": pool_size,
        "max_overflow": 2,  # for synchronous callers beside our threads
        "pool_timeout": busy_timeout_s,
        "hide_parameters": True,  # an error must not carry a caption or a key into a log
    }
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, options, busy_timeout_s, foreign_keys)
    if parsed.get_backend_name() == "postgresql":
        return _postgres_engine(parsed, options, busy_timeout_s)
    raise _unusable(f"'{parsed.get_backend_name()}' is not a database that is supported")


def _unusable(reason: str) -> MissingComponent:
    return MissingComponent(
        reason,
        code="unusable_database",
        advice="Set HASHTAGGER_DATABASE__URL to sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME, or unset it.",
    )


def _sqlite_engine(url: URL, options: dict[str, Any], busy_timeout_s: float, foreign_keys: bool) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise _unusable("a database in memory cannot be shared between threads")
    engine = sa.create_engine(
        url,
        poolclass=sa.pool.QueuePool,
        connect_args={"timeout": busy_timeout_s, "check_same_thread": False},
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        _use_wal(cursor, busy_timeout_s)
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA secure_delete=ON")  # what was deleted must not stay readable in free pages
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("hashtagger_write", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if write else 'ON'}")
        # The write lock is taken at once: a read that turns into a write later would fail, or lose an update.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _use_wal(cursor: Any, patience_s: float) -> None:
    """
    Switch to the write-ahead log.

    The switch needs the whole file for itself and, unlike every other statement, does not wait for it: programs that start
    together on a new file would fail.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.005, 0.05))
        else:
            return


def _postgres_engine(url: URL, options: dict[str, Any], busy_timeout_s: float) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    session = f"-c timezone=UTC -c lock_timeout={int(busy_timeout_s * 1000)} -c idle_in_transaction_session_timeout=60s"
    connect_args: dict[str, Any] = {} if "options" in url.query else {"options": session}
    connect_args.setdefault("application_name", "hashtagger")
    connect_args.setdefault("connect_timeout", max(1, int(busy_timeout_s)))
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args=connect_args, **options)
    except ImportError:
        raise MissingComponent(
            "the driver for PostgreSQL is not installed",
            code="unusable_database",
            advice="Run: pip install 'hashtagger[postgres]'",
        ) from None
    event.listen(engine, "handle_error", _without_detail)
    return engine


def _without_detail(context: sa.ExceptionContext) -> None:
    """PostgreSQL appends the whole failing row to an error; a log must not get it."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL:")[0], *error.args[1:])


def _dump_json(value: object) -> str:
    """Compact JSON; raises ``ValueError`` for what only some databases would take: NaN, infinities, half surrogate pairs."""
    try:
        # Only what the other encoder takes as well.
        encoded = orjson.dumps(
            value, option=orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
        ).decode()
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from None
    # orjson writes null for them, so only where there is a null somebody slower has to look.
    return (
        json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")) if "null" in encoded else encoded
    )


@contextmanager
def _held(lock: threading.Lock, timeout_s: float) -> Iterator[None]:
    if not lock.acquire(timeout=timeout_s):
        raise TryLater("The database is busy with other writes.", retry_after_s=1.0, code="database_busy")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _as_try_later() -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.TimeoutError) as error:
        raise _try_later(error) from error


def _try_later(error: sa.exc.SQLAlchemyError) -> Exception:
    """``TryLater`` when waiting may mend it; else the error itself (a missing table, a full disk)."""
    if isinstance(error, sa.exc.TimeoutError) or _lost_its_turn(error):
        return TryLater("The database is busy.", retry_after_s=1.0, code="database_busy")
    if isinstance(error, sa.exc.DBAPIError) and _is_away(error):
        return TryLater("The database cannot be reached.", retry_after_s=5.0, code="database_unavailable")
    return error


def _lost_its_turn(error: sa.exc.SQLAlchemyError) -> bool:
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    return state in _LOST_TURN or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _is_away(error: sa.exc.DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    never_connected = hasattr(error.orig, "sqlstate") and state is None
    return error.connection_invalidated or never_connected or (state or "").startswith(("08", "57P", "53"))
