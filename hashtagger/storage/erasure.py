"""Makes what was deleted unreadable in the database's files too."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hashtagger.errors import TryLater
from hashtagger.storage.database import Database


def scrub(database: Database) -> None:
    """
    Rewrite the files without what was deleted, and empty the write-ahead log; run after a purge, off the event loop.

    On PostgreSQL the dead rows are given up for reuse; its own write-ahead log is the operator's to rotate. Raises
    ``TryLater`` while a writer, or a reader of the old state, holds them.
    """
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return
    # Beside SQLAlchemy, which would begin a transaction; neither statement may stand in one.
    with database.engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        try:
            cursor.execute("PRAGMA query_only=OFF")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, *_ = cursor.fetchone() or (1,)
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            is_busy = 1
    if is_busy:
        raise TryLater("Others hold the database's files.", retry_after_s=5.0, code="database_busy")
