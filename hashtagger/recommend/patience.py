"""Wait for what an answer can do without, and no longer than it can wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog

from hashtagger.errors import HashtaggerError
from hashtagger.types import Deadline

T = TypeVar("T")

LEAST_S = 0.05
"""Even a request that has no time left waits this long for the database."""

log = structlog.get_logger()


async def in_time(what: str, work: Awaitable[T], *, limit_s: float, deadline: Deadline) -> T | None:
    """What ``work`` gives, or None when that failed or took longer than ``limit_s`` or than ``deadline`` allows."""
    try:
        async with asyncio.timeout(min(limit_s, max(deadline.remaining_s, LEAST_S))):
            return await work
    except (HashtaggerError, TimeoutError) as error:
        log.warning("left_out", what=what, error=type(error).__name__)
    except Exception:
        # A bug in one part is ours to mend; the caller still gets what the other parts have to say.
        log.exception("left_out_after_crash", what=what)
    return None
