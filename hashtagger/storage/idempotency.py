"""
Makes a retried request an answer, not a second effect (draft-ietf-httpapi-idempotency-key-header).

A request claims its key, works, and finishes with its answer; a retry gets that answer. Whoever dies in between leaves
a lease that runs out, after which a retry takes the claim over; the dead one's late finish then changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import Conflict, TryLater
from hashtagger.storage.tables import idempotency_keys as table
from hashtagger.storage.upserts import insert_new

_IN_PROGRESS = "in_progress"
_DONE = "done"
_RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Claim:
    """The caller does the work, and then finishes or releases this claim."""

    owner: str
    key: str
    attempt: int


@dataclass(frozen=True, slots=True)
class SavedResponse:
    """What the first request with this key was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def claim(
    connection: sa.Connection,
    owner: str,
    key: str,
    request_hash: str,
    *,
    now: datetime,
    lease_s: float = 60.0,
    keep_h: float = 24.0,
) -> Claim | SavedResponse:
    """
    The right to answer the request, or the answer it got already.

    Raises ``Conflict`` (code ``idempotency_key_reused``) when the key came with another request, and ``TryLater`` (code
    ``request_in_progress``) while the first is under way.
    """
    fresh = {
        "owner": owner,
        "key": key,
        "request_hash": request_hash,
        "status": _IN_PROGRESS,
        "attempt": 1,
        "lease_until": now + timedelta(seconds=lease_s),
        "response_status": None,
        "response_headers": None,
        "response_body": None,
        "created": now,
        "expires": now + timedelta(hours=keep_h),
    }
    if insert_new(connection, table, fresh):
        return Claim(owner, key, 1)
    mine = (table.c.owner == owner, table.c.key == key)
    row = connection.execute(sa.select(table).where(*mine).with_for_update()).one_or_none()
    if row is None:  # purged since: the next try inserts
        raise _under_way(1.0)
    if row.expires > now and row.status != _RELEASED:
        if row.request_hash != request_hash:
            raise Conflict(
                "This Idempotency-Key was used for another request.",
                code="idempotency_key_reused",
                advice="Use a new key for a new request.",
            )
        if row.status == _DONE:
            return SavedResponse(row.response_status, row.response_headers, row.response_body)
        if row.lease_until > now:
            raise _under_way((row.lease_until - now).total_seconds())
    attempt = row.attempt + 1
    connection.execute(sa.update(table).where(*mine).values({**fresh, "attempt": attempt}))
    return Claim(owner, key, attempt)


def finish(connection: sa.Connection, claimed: Claim, response: SavedResponse) -> bool:
    """Keep the answer for retries; False when the claim was taken over meanwhile, and nothing was changed."""
    values = {
        "status": _DONE,
        "response_status": response.status,
        "response_headers": dict(response.headers),
        "response_body": response.body,
    }
    return connection.execute(sa.update(table).where(*_held(claimed)).values(values)).rowcount == 1


def release(connection: sa.Connection, claimed: Claim) -> bool:
    """Give the claim up without an answer, so that a retry works anew; False when it was taken over meanwhile."""
    # The row stays, so that attempts keep counting up and a dead claimant's late finish is still recognised.
    return connection.execute(sa.update(table).where(*_held(claimed)).values(status=_RELEASED)).rowcount == 1


def purge_expired(connection: sa.Connection, *, now: datetime) -> int:
    """Delete what no retry can ask for any more; answers how many."""
    return connection.execute(sa.delete(table).where(table.c.expires <= now)).rowcount


def _held(claimed: Claim) -> tuple[sa.ColumnElement[Any], ...]:
    return (
        table.c.owner == claimed.owner,
        table.c.key == claimed.key,
        table.c.attempt == claimed.attempt,
        table.c.status == _IN_PROGRESS,
    )


def _under_way(lease_left_s: float) -> TryLater:
    return TryLater(
        "A request with this Idempotency-Key is under way.",
        retry_after_s=min(1.0, lease_left_s),
        code="request_in_progress",
    )
