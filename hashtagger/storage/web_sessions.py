"""Who is signed in to the pages: what a browser keeps stands for an API key until it expires or either is taken back."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from hashtagger.storage.keys import ApiKey, find_by_id
from hashtagger.storage.web_tables import web_sessions


def open_session(connection: sa.Connection, token: str, api_key_id: str, *, now: datetime, expires: datetime) -> None:
    """Let ``token`` (256 random bits as text) stand for the key; only its hash is stored."""
    row = {"hash": _hash(token), "api_key_id": api_key_id, "created": now, "expires": expires}
    connection.execute(sa.insert(web_sessions), [row])


def key_of_session(connection: sa.Connection, token: str, *, now: datetime) -> ApiKey | None:
    """The key that ``token`` stands for; None when it stands for none, has expired, or the key was revoked."""
    wanted = (web_sessions.c.hash == _hash(token), web_sessions.c.expires > now)
    key_id = connection.execute(sa.select(web_sessions.c.api_key_id).where(*wanted)).scalar_one_or_none()
    if key_id is None:
        return None
    key = find_by_id(connection, key_id)
    return None if key.revoked is not None else key


def end_session(connection: sa.Connection, token: str) -> None:
    """Nobody any more is signed in by ``token``; a second time changes nothing."""
    connection.execute(sa.delete(web_sessions).where(web_sessions.c.hash == _hash(token)))


def purge_sessions(connection: sa.Connection, *, now: datetime) -> int:
    """Delete what has expired; answers how many."""
    return connection.execute(sa.delete(web_sessions).where(web_sessions.c.expires <= now)).rowcount


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
