"""Keys and owners whose reports no longer count, until they are trusted again; nothing of theirs is deleted."""

from __future__ import annotations

import orjson
import sqlalchemy as sa

from hashtagger.storage.meta import read_meta, write_meta
from hashtagger.storage.ranking_tables import engagements, posts
from hashtagger.storage.tables import api_keys

DISTRUSTED = "distrusted"
"""Key of the ids of API keys and the names of owners, as JSON."""


def read_distrusted(connection: sa.Connection) -> frozenset[str]:
    """Ids of keys and names of owners."""
    return frozenset(orjson.loads(read_meta(connection, DISTRUSTED) or "[]"))


def distrust(connection: sa.Connection, who: str) -> bool:
    """From the next count and training on ``who`` counts for nothing; answers whether that is new."""
    return _change(connection, read_distrusted(connection) | {who})


def trust(connection: sa.Connection, who: str) -> bool:
    """The reverse; answers whether ``who`` was distrusted."""
    return _change(connection, read_distrusted(connection) - {who})


def is_there(connection: sa.Connection, who: str) -> bool:
    """Whether ``who`` is a key, or an owner of keys or posts."""
    among = (api_keys.c.id, api_keys.c.owner, posts.c.owner)
    return any(connection.scalar(sa.select(sa.literal(1)).where(name == who).limit(1)) for name in among)


def is_trusted(connection: sa.Connection) -> list[sa.ColumnElement[bool]]:
    """Conditions on a join of ``posts`` and ``engagements``; none while everybody is trusted."""
    names = sorted(read_distrusted(connection))
    if not names:
        return []
    told_by = (posts.c.api_key_id, engagements.c.api_key_id)
    return [posts.c.owner.not_in(names), *(sa.or_(key.is_(None), key.not_in(names)) for key in told_by)]


def _change(connection: sa.Connection, names: frozenset[str]) -> bool:
    before = read_distrusted(connection)
    write_meta(connection, DISTRUSTED, orjson.dumps(sorted(names)).decode())
    return names != before
