"""API keys: shown once, stored only as a hash, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.storage.ids import new_id
from hashtagger.storage.tables import api_keys

SCOPES = ("recommend", "read", "generate", "watch", "admin")
"""
recommend: ask for tags and captions. read: catalogue, trends and own answers. generate: ask for pictures. watch: own
watchlists, which send mails and webhooks. admin: everything, reviews too.
"""

_MARK = "ht_"
_KEY = re.compile(r"ht_[A-Za-z0-9_-]{43}")
_PREFIX_CHARS = 11
"""'ht_' and 8 characters: enough to recognise a key by, far too little to guess it from."""
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: str
    name: str
    prefix: str
    owner: str
    scopes: frozenset[str]
    created: datetime
    last_used: datetime | None
    """Within a minute."""
    revoked: datetime | None


def create_key(
    connection: sa.Connection, name: str, *, owner: str, scopes: Iterable[str], now: datetime
) -> tuple[str, ApiKey]:
    """A new key of 256 random bits: its plain text, which nobody can read again, and what is stored."""
    plain = _MARK + secrets.token_urlsafe(32)
    row = {
        "id": new_id(now),
        "name": name,
        "prefix": plain[:_PREFIX_CHARS],
        "hash": _hash(plain),
        "owner": owner,
        "scopes": sorted(set(scopes)),
        "created": now,
        "last_used": None,
        "revoked": None,
    }
    connection.execute(sa.insert(api_keys), [row])
    return plain, find_by_id(connection, str(row["id"]))


def find_key(connection: sa.Connection, plain: str) -> ApiKey | None:
    """
    The key with this plain text, unless it was revoked; None for a key we do not know.

    The index is asked for the prefix, which is no secret; the rest is compared in constant time.
    """
    if not _KEY.fullmatch(plain):
        return None
    given = _hash(plain)
    rows = connection.execute(sa.select(api_keys).where(api_keys.c.prefix == plain[:_PREFIX_CHARS])).all()
    matches = [row for row in rows if hmac.compare_digest(row.hash, given)]
    return next((_key(row) for row in matches if row.revoked is None), None)


def find_by_id(connection: sa.Connection, id: str) -> ApiKey:
    """Raises ``NotFound``."""
    row = connection.execute(sa.select(api_keys).where(api_keys.c.id == id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no key '{id}'.")
    return _key(row)


def list_keys(connection: sa.Connection, *, owner: str | None = None) -> list[ApiKey]:
    """Every key, revoked ones too, oldest first; of one owner where one is named."""
    query = sa.select(api_keys).order_by(api_keys.c.id)
    if owner is not None:
        query = query.where(api_keys.c.owner == owner)
    return [_key(row) for row in connection.execute(query)]


def page_keys(
    connection: sa.Connection,
    *,
    limit: int,
    before: str | None = None,
    owner: str | None = None,
    revoked: bool | None = None,
) -> list[ApiKey]:
    """At most ``limit`` keys, newest first, that were made before the key with the id ``before``; every filter narrows."""
    query = sa.select(api_keys).order_by(api_keys.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(api_keys.c.id < before)
    if owner is not None:
        query = query.where(api_keys.c.owner == owner)
    if revoked is not None:
        query = query.where(api_keys.c.revoked.is_not(None) if revoked else api_keys.c.revoked.is_(None))
    return [_key(row) for row in connection.execute(query)]


def revoke_key(connection: sa.Connection, id: str, *, now: datetime) -> ApiKey:
    """Refuse the key from now on; a second time changes nothing. Raises ``NotFound``."""
    live = (api_keys.c.id == id, api_keys.c.revoked.is_(None))
    connection.execute(sa.update(api_keys).where(*live).values(revoked=now))
    return find_by_id(connection, id)


def note_key_use(connection: sa.Connection, id: str, *, now: datetime) -> None:
    """Remember that the key was used, at most once a minute, so that reading stays cheap."""
    stale = api_keys.c.last_used.is_(None) | (api_keys.c.last_used < now - _TOUCH_EVERY)
    connection.execute(sa.update(api_keys).where(api_keys.c.id == id, stale).values(last_used=now))


def _hash(plain: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(plain.encode()).hexdigest()


def _key(row: sa.Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        owner=row.owner,
        scopes=frozenset(row.scopes),
        created=row.created,
        last_used=row.last_used,
        revoked=row.revoked,
    )
