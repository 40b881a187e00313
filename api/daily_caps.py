"""How much one key may tell in a day (UTC), counted from what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from api.auth import Caller
from hashtagger.errors import Overloaded


def room_left(connection: sa.Connection, caller: Caller, count: Callable[..., int], *, most: int, now: datetime) -> int:
    """
    How many more rows the caller's key may write today; without keys there is no limit.

    ``count`` is asked as ``count(connection, api_key_id=…, since=…)``. Take the owner's turn first
    (``storage.posts.take_turn``) and write in the same transaction: else two deliveries share one room.
    """
    if caller.api_key_id is None:
        return sys.maxsize
    return max(0, most - count(connection, api_key_id=caller.api_key_id, since=_midnight(now)))


def daily_limit(most: int, *, left: int, now: datetime) -> Overloaded:
    """What a key is told that has no room left for what it sent."""
    return Overloaded(
        f"this key may write {most:,} rows a day and has {left:,} left today",
        retry_after_s=(_midnight(now) + timedelta(days=1) - now).total_seconds(),
        code="daily_limit",
    )


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
