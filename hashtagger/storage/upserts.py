"""INSERT … ON CONFLICT for both databases, and batches small enough for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

BATCH_ROWS = 500
"""Values in one IN list and rows in one statement."""


def insert_new(
    connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], *, unique: sa.Column[Any] | None = None
) -> bool:
    """
    Insert ``row`` unless its primary key (or its value of ``unique``) exists; did we?

    Waits for a rival that is inserting it.
    """
    keys = list(table.primary_key) if unique is None else [unique]
    # RETURNING tells for sure; the row count of such a statement is unknown with some drivers.
    statement = _insert(connection, table).values(row).on_conflict_do_nothing(index_elements=keys).returning(keys[0])
    return connection.execute(statement).first() is not None


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert ``rows`` (same columns in each); where the primary key exists, set the other given columns."""
    if not rows:
        return
    insert = _insert(connection, table)
    keys = {column.name for column in table.primary_key}
    changes = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    elements = list(table.primary_key)
    if changes:
        statement = insert.on_conflict_do_update(index_elements=elements, set_=changes)
    else:
        statement = insert.on_conflict_do_nothing(index_elements=elements)
    connection.execute(statement, [dict(row) for row in rows])


def batched(values: Iterable[T], size: int = BATCH_ROWS) -> Iterator[list[T]]:
    """Lists of at most ``size``, in order."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
