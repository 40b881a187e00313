"""Keeps what people watch among trends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import Conflict, NotFound
from hashtagger.storage.trend_tables import watchlists as table


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What one owner wants to be told, and where."""

    id: str
    created: datetime
    owner: str
    name: str
    enabled: bool
    tags: Sequence[str]
    """Names of trends; none means all."""
    filters: Mapping[str, str]
    """region, language, category, kind, source: those that are given."""
    rules: Sequence[Mapping[str, Any]]
    """kind and value of each (``hashtagger.alerts.rules``)."""
    webhook_url: str | None = None
    webhook_secret: str | None = None
    email: str | None = None


def add_watchlist(connection: sa.Connection, watchlist: Watchlist, *, most: int) -> None:
    """Raises ``Conflict`` (code ``too_many_watchlists``) when its owner has ``most`` already."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        key = sa.func.hashtext(f"watchlists:{watchlist.owner}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    count = sa.select(sa.func.count()).select_from(table).where(table.c.owner == watchlist.owner)
    if connection.execute(count).scalar_one() >= most:
        raise Conflict(
            f"there are {most} watchlists already, which is as many as one owner may have",
            code="too_many_watchlists",
            advice="Delete one, or add rules or tags to one.",
        )
    connection.execute(sa.insert(table), [{f.name: getattr(watchlist, f.name) for f in fields(watchlist)}])


def read_watchlist(connection: sa.Connection, id: str, *, owner: str) -> Watchlist:
    """Raises ``NotFound`` for an id that is not there, or is not ``owner``'s."""
    query = sa.select(table).where(table.c.id == id, table.c.owner == owner)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"There is no watchlist '{id}'.")
    return _watchlist(row)


def list_watchlists(connection: sa.Connection, *, owner: str, limit: int, before: str | None = None) -> list[Watchlist]:
    """Those of ``owner``, newest first, beginning behind ``before``."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return [_watchlist(row) for row in connection.execute(query)]


def enabled_watchlists(connection: sa.Connection) -> list[Watchlist]:
    """Of every owner, oldest first."""
    query = sa.select(table).where(table.c.enabled).order_by(table.c.id)
    return [_watchlist(row) for row in connection.execute(query)]


def change_watchlist(connection: sa.Connection, id: str, changes: Mapping[str, Any], *, owner: str) -> Watchlist:
    """Set the named columns. Raises ``NotFound`` as above."""
    if changes:
        mine = (table.c.id == id, table.c.owner == owner)
        connection.execute(sa.update(table).where(*mine).values(dict(changes)))
    return read_watchlist(connection, id, owner=owner)


def delete_watchlist(connection: sa.Connection, id: str, *, owner: str) -> None:
    """With all its alerts, also those not yet delivered. Raises ``NotFound`` as above."""
    read_watchlist(connection, id, owner=owner)
    connection.execute(sa.delete(table).where(table.c.id == id, table.c.owner == owner))


def _watchlist(row: sa.Row[Any]) -> Watchlist:
    return Watchlist(**{f.name: getattr(row, f.name) for f in fields(Watchlist)})
