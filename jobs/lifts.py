"""The hourly count of what tags earned, when there is anything new to count."""

from __future__ import annotations

import asyncio

from hashtagger.orders import Order
from jobs.office import Office
from jobs.process import Counts
from ranker.recount import is_due, recount


async def count_lifts(office: Office, _order: Order | None = None) -> Counts:
    """Count from a snapshot, on a thread, and write what changed in short transactions: nobody waits for long."""
    database, now = office.database, office.clock.now()
    if not await database.read(is_due, now=now):
        return {"unchanged": 1}
    return await asyncio.to_thread(recount, database, now=now, settings=office.settings)
