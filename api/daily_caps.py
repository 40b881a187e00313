"""How much one key may tell in a day (UTC), counted from what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from api.auth import Caller
from hashtagger.bootstrap import Services
from hashtagger.errors import Overloaded


async def room_today(
    services: Services, caller: Caller, count: Callable[..., Any], *, most: int, wanted: int = 1
) -> int:
    """
    How many more rows the caller's key may write today; without keys there is no limit.

    ``count`` is asked as ``count(connection, api_key_id=…, since=…)``. Raises ``Overloaded`` (code ``daily_limit``) when
    fewer than ``wanted`` are left.
    """
    if caller.api_key_id is None:
        return sys.maxsize
    now = services.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    left: int = most - await services.database.read(count, api_key_id=caller.api_key_id, since=midnight)
    if left < wanted:
        raise Overloaded(
            f"this key may write {most:,} rows a day and has {max(0, left):,} left today",
            retry_after_s=_until_tomorrow_s(now, midnight),
            code="daily_limit",
        )
    return left


def _until_tomorrow_s(now: datetime, midnight: datetime) -> float:
    return (midnight + timedelta(days=1) - now).total_seconds()
