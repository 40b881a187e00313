"""Brings a database to the newest schema, all or nothing."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from hashtagger.errors import MissingComponent, TryLater
from hashtagger.storage.database import create_engine

_UPGRADE_LOCK = 7_214_403_118
"""Any number: two processes that start together take turns on PostgreSQL by this advisory lock."""


def upgrade(url: str, *, to: str = "head", busy_timeout_s: float = 60.0) -> str:
    """
    Migrate the database at ``url`` up to revision ``to``, and answer the revision it has then.

    Makes the folder of a SQLite file when it is missing. Every step happens in one transaction; safe to call from
    several processes at once, and free when there is nothing to do. Raises ``MissingComponent`` for a database that cannot
    be used, ``TryLater`` (code ``database_unavailable``) for one that cannot be reached or written now.
    """
    with _exclusive(url, busy_timeout_s) as connection:
        if to != "head" or _current(connection) != newest():
            command.upgrade(_config(connection), to)
        return _current(connection) or ""


def downgrade(url: str, *, to: str, busy_timeout_s: float = 60.0) -> None:
    """Migrate down to revision ``to`` (``base``: no tables at all), in one transaction. What is dropped is lost."""
    with _exclusive(url, busy_timeout_s) as connection:
        command.downgrade(_config(connection), to)


def current(connection: sa.Connection) -> str | None:
    """The revision that the database has; None for one that was never migrated."""
    return _current(connection)


def newest() -> str:
    """The revision that this program needs."""
    return ScriptDirectory(str(_scripts())).get_current_head() or ""


@contextmanager
def _exclusive(url: str, busy_timeout_s: float) -> Iterator[sa.Connection]:
    # Without foreign keys: SQLite changes a table by copying and dropping it, and a drop would cascade to other tables.
    engine = create_engine(url, busy_timeout_s=busy_timeout_s, pool_size=1, foreign_keys=False)
    _make_folder(engine.url)
    try:
        with _begun(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            yield connection
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration would leave rows that refer to nothing; nothing was changed")
    finally:
        engine.dispose()


@contextmanager
def _begun(engine: sa.Engine) -> Iterator[sa.Connection]:
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(engine.connect().execution_options(hashtagger_write=True))
            stack.enter_context(connection.begin())
        except sa.exc.OperationalError as error:
            reason = next(iter(str(error.orig).strip().splitlines()), "no reason was given")
            raise TryLater(
                f"the database cannot be used now: {reason}",
                retry_after_s=5.0,
                code="database_unavailable",
                advice="See that it runs, that HASHTAGGER_DATABASE__URL names it, and that this user may write there.",
            ) from error
        yield connection


def _current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _scripts() -> Path:
    # Found, not imported: the core imports nothing of the layers above it.
    spec = importlib.util.find_spec("migrations")
    if spec is None or not spec.submodule_search_locations:
        raise MissingComponent("The migrations are not installed.", advice="Install the hashtagger package again.")
    return Path(next(iter(spec.submodule_search_locations)))


def _make_folder(url: sa.URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
