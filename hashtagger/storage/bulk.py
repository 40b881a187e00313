"""Writes many plain rows at the speed of the driver: ``COPY`` on PostgreSQL, ``executemany`` on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.upserts import batched

CHUNK_ROWS = 20_000
"""Rows held as tuples at once."""


def moments(connection: sa.Connection) -> Callable[[datetime], Any]:
    """
    Makes moments into what the driver stores them as. Raises ``ValueError`` for a naive one.

    A moment that was asked for is remembered: many rows have few of them.
    """
    is_text = connection.dialect.name == "sqlite"
    known: dict[datetime, Any] = {}

    def bound(moment: datetime) -> Any:
        if moment not in known:
            if moment.tzinfo is None:
                raise ValueError("a naive datetime cannot be stored")
            utc = moment.astimezone(UTC)
            # As the driver writes it, at a fifth of the cost.
            known[moment] = utc.isoformat(" ", "microseconds")[:26] if is_text else utc
        return known[moment]

    return bound


def bulk_insert(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """
    Insert ``rows``, each the values of ``columns`` in order; answers how many.

    Values go to the driver as they are: moments are made by ``moments``, and a JSON column takes its text.
    """
    count = 0
    for chunk in batched(rows, CHUNK_ROWS):
        if connection.dialect.name == "postgresql":
            _copy(connection, table.name, columns, chunk)
        else:
            connection.exec_driver_sql(_insert_sql(table.name, columns), chunk)
        count += len(chunk)
    return count


def bulk_upsert(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    change: str | None = None,
) -> int:
    """
    As ``bulk_insert``; a row whose primary key is there already, or came earlier in ``rows``, is replaced.

    ``change`` is the SQL of another change to a row that is there ("SET … WHERE …"); then each key may come only once.
    """
    conflict = _on_conflict(table, columns, change)
    count = 0
    for chunk in batched(rows, CHUNK_ROWS):
        if connection.dialect.name == "postgresql":
            _copy_over(connection, table, columns, chunk, conflict)
        else:
            connection.exec_driver_sql(f"{_insert_sql(table.name, columns)} {conflict}", chunk)
        count += len(chunk)
    return count


def _insert_sql(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({_names(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _on_conflict(table: sa.Table, columns: Sequence[str], change: str | None) -> str:
    keys = [column.name for column in table.primary_key]
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in keys)
    change = change or (f"SET {changes}" if changes else None)
    return f"ON CONFLICT ({_names(keys)}) DO " + (f"UPDATE {change}" if change else "NOTHING")


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _copy_over(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Sequence[Sequence[Any]], conflict: str
) -> None:
    keys = [columns.index(column.name) for column in table.primary_key]
    last = {tuple(row[i] for i in keys): row for row in rows}  # one statement may not touch a row twice
    incoming = f"incoming_{table.name}"
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {incoming} (LIKE {table.name}) ON COMMIT DELETE ROWS")
    _copy(connection, incoming, columns, list(last.values()))
    names = _names(columns)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {incoming} {conflict}")
    connection.exec_driver_sql(f"TRUNCATE {incoming}")


def _copy(connection: sa.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    statement = f"COPY {table} ({_names(columns)}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    dbapi = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except dbapi.Error as error:
        # As SQLAlchemy would tell it, so that a lost connection is known as one; without the row that failed.
        error.args = (str(error).partition("\nDETAIL:")[0].partition("\nCONTEXT:")[0],)
        raise sa.exc.DBAPIError.instance(statement, None, error, dbapi.Error, hide_parameters=True) from error
