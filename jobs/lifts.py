"""The hourly count of what tags earned, when there is anything new to count."""

from __future__ import annotations

from hashtagger.orders import Order
from jobs.office import Office
from jobs.process import Counts
from ranker.recount import count, is_due, keep


async def count_lifts(office: Office, _order: Order | None = None) -> Counts:
    """Count from a snapshot, which takes long and holds nobody up, then write at once."""
    database, now = office.database, office.clock.now()
    if not await database.read(is_due, now=now):
        return {"unchanged": 1}
    counted = await database.read(count, now=now, settings=office.settings)
    return await database.write(keep, counted, now=now)
