"""Keeps the groups of tags that a user saved under a name, to add them all at once later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import Conflict, NotFound
from hashtagger.storage.web_tables import saved_groups as table

MOST = 200
"""Saved groups of one owner."""


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """Tags under a name."""

    id: str
    """From ``new_id``."""
    owner: str
    name: str
    tags: Sequence[str]
    """As the user spells them, without '#', in the user's order."""
    created: datetime
    updated: datetime


def add_saved_group(connection: sa.Connection, group: SavedGroup, *, most: int = MOST) -> None:
    """Raises ``Conflict`` (code ``too_many_saved_groups``) when its owner has ``most`` already."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        key = sa.func.hashtext(f"saved_groups:{group.owner}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    count = sa.select(sa.func.count()).select_from(table).where(table.c.owner == group.owner)
    if connection.execute(count).scalar_one() >= most:
        raise Conflict(
            f"there are {most} saved groups already, which is as many as one owner may have",
            code="too_many_saved_groups",
            advice="Delete one, or change one (PUT /v1/saved-groups/{group_id}).",
        )
    connection.execute(sa.insert(table), [{f.name: getattr(group, f.name) for f in fields(group)}])


def read_saved_group(connection: sa.Connection, id: str, *, owner: str) -> SavedGroup:
    """Raises ``NotFound`` for an id that is not there, or is not ``owner``'s."""
    row = connection.execute(sa.select(table).where(table.c.id == id, table.c.owner == owner)).one_or_none()
    if row is None:
        raise _not_found(id)
    return _group(row)


def list_saved_groups(
    connection: sa.Connection, *, owner: str, limit: int, before: str | None = None
) -> list[SavedGroup]:
    """Those of ``owner``, newest first, beginning behind the id ``before``."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return [_group(row) for row in connection.execute(query)]


def replace_saved_group(
    connection: sa.Connection, id: str, *, owner: str, name: str, tags: Sequence[str], now: datetime
) -> SavedGroup:
    """Give it another name and other tags. Raises ``NotFound`` as above."""
    mine = (table.c.id == id, table.c.owner == owner)
    connection.execute(sa.update(table).where(*mine).values(name=name, tags=list(tags), updated=now))
    return read_saved_group(connection, id, owner=owner)


def delete_saved_group(connection: sa.Connection, id: str, *, owner: str) -> None:
    """Raises ``NotFound`` as above."""
    if connection.execute(sa.delete(table).where(table.c.id == id, table.c.owner == owner)).rowcount == 0:
        raise _not_found(id)


def _not_found(id: str) -> NotFound:
    return NotFound(f"There is no saved group '{id}'.")


def _group(row: sa.Row[Any]) -> SavedGroup:
    return SavedGroup(**{f.name: getattr(row, f.name) for f in fields(SavedGroup)})
