"""The hourly work on trends: roll up, score, let new tags in, find what watchlists wait for; and what is kept how long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import sqlalchemy as sa

from crawlers.source_rows import SOURCES, SourceKind
from hashtagger.alerts.evaluate import evaluate_watchlists
from hashtagger.observations import hour_of
from hashtagger.orders import Order
from hashtagger.trends.entering import enter_tags, review_by_rules
from hashtagger.trends.retention import retire
from hashtagger.trends.rollup import roll_up
from hashtagger.trends.run import score_missing
from jobs.office import Office
from jobs.process import Counts


async def score_trends(office: Office, _order: Order | None = None) -> Counts:
    """Everything about the hour that just ended; done again, it comes to the same."""
    database, now, settings = office.database, office.clock.now(), office.settings.trends
    last = hour_of(now) - 1
    rolled = await database.write(_roll_up, last)
    scored = await asyncio.to_thread(score_missing, database, now=now, settings=settings)
    entered = await database.write(enter_tags, now=now)
    reviewed = await database.write(review_by_rules, now=now)
    alerts = await evaluate_watchlists(database, last, now=now, floor=settings.public_floor)
    return {**rolled, **scored, **entered, **reviewed, **alerts}


async def keep_hours(office: Office, _order: Order | None = None) -> Counts:
    """Fold old hours into days; forget what was read long ago."""
    trends = office.settings.trends
    return await asyncio.to_thread(retire, office.database, now=office.clock.now(), settings=trends)


def _roll_up(connection: sa.Connection, hour: int) -> Mapping[str, int]:
    counting = [row.name for row in SOURCES.values() if row.kind is SourceKind.COUNTS]
    return {"rolled_up": sum(roll_up(connection, hour, source=name) for name in counting)}
