"""What each source of trends remembers between runs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hashtagger.observations import SourceState
from hashtagger.storage.trend_tables import sources
from hashtagger.storage.upserts import upsert


def read_source(connection: sa.Connection, name: str, *, for_update: bool = False) -> SourceState:
    """
    The state of ``name``; of a source that never ran, an empty one.

    ``for_update``: nobody else changes it before this transaction ends.
    """
    query = sa.select(sources).where(sources.c.name == name)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return SourceState(name) if row is None else _state(row)


def write_source(connection: sa.Connection, state: SourceState) -> None:
    """Make ``state`` what its source remembers."""
    upsert(
        connection,
        sources,
        [
            {
                "name": state.name,
                "last_attempt": state.last_attempt,
                "last_success": state.last_success,
                "last_error": state.last_error,
                "failures": state.failures,
                "paused_until": state.paused_until,
                "cursor": state.cursor,
                "memory": dict(state.memory),
            }
        ],
    )


def all_sources(connection: sa.Connection) -> list[SourceState]:
    """Every source that ever ran, in the order of names."""
    return [_state(row) for row in connection.execute(sa.select(sources).order_by(sources.c.name))]


def _state(row: sa.Row[Any]) -> SourceState:
    return SourceState(
        name=row.name,
        last_attempt=row.last_attempt,
        last_success=row.last_success,
        last_error=row.last_error,
        failures=row.failures,
        paused_until=row.paused_until,
        cursor=row.cursor,
        memory=row.memory,
    )
