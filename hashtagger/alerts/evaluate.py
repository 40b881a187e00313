"""Finds what every watchlist is to be told of an hour, and queues it in the transaction that remembers that it was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
import structlog

from hashtagger.alerts.message import alert_message
from hashtagger.alerts.rules import News, Rule, RuleKind, news
from hashtagger.observations import Trend, TrendKind
from hashtagger.storage.alerts import Way, add_alert
from hashtagger.storage.database import Database
from hashtagger.storage.ids import new_id
from hashtagger.storage.meta import read_meta, write_meta
from hashtagger.storage.trend_reading import Filters, list_trends, newest_hour
from hashtagger.storage.watchlists import Watchlist, enabled_watchlists

log = structlog.get_logger()

QUIET_H = 24
"""The same of the same tag is not told again for this long."""
MOST_NEWS = 50
"""Of one watchlist and hour, the highest scores first."""
MOST_TRENDS = 1_000
"""A trend behind these is nobody's news."""
EVALUATED_HOUR = "alerts_evaluated_hour"


async def evaluate_watchlists(database: Database, hour: int, *, now: datetime, floor: int) -> dict[str, int]:
    """
    Queue what is news in ``hour`` (scored) against the hour that was evaluated before; answers counts.

    Run it for every hour that was scored, or for the newest of several: a rise in an hour that was left out is found too. A
    second run of the same hour queues nothing new, and one that is killed leaves nothing half done.
    ``floor`` is ``settings.trends.public_floor``.
    """
    return await database.write(_evaluate, hour, now=now, floor=floor)


def rules_of(watchlist: Watchlist) -> list[Rule]:
    return [Rule(RuleKind(each["kind"]), float(each["value"])) for each in watchlist.rules]


def filters_of(watchlist: Watchlist) -> Filters:
    kind = watchlist.filters.get("kind")
    return Filters(
        region=watchlist.filters.get("region", ""),
        language=watchlist.filters.get("language", ""),
        category=watchlist.filters.get("category"),
        source=watchlist.filters.get("source"),
        kind=None if kind is None else TrendKind(kind),
    )


def ways_of(watchlist: Watchlist) -> list[Way]:
    ways: list[Way] = []
    if watchlist.webhook_url is not None:
        ways.append("webhook")
    if watchlist.email is not None:
        ways.append("email")
    return ways


def _evaluate(connection: sa.Connection, hour: int, *, now: datetime, floor: int) -> dict[str, int]:
    @lru_cache(maxsize=64)  # many watchlists look at the same list
    def trends(at: int, filters: Filters) -> Sequence[Trend]:
        return [trend for _, trend in list_trends(connection, at, filters, limit=MOST_TRENDS)]

    before = _compared_with(connection, hour)
    watched = enabled_watchlists(connection)
    queued = 0
    for watchlist in watched if before is not None else ():
        filters = filters_of(watchlist)
        found = news(rules_of(watchlist), trends(before, filters), trends(hour, filters), tags=set(watchlist.tags))
        first = sorted(found, key=lambda each: each.place)[:MOST_NEWS]
        queued += sum(_queue(connection, watchlist, each, hour, now=now, floor=floor) for each in first)
    write_meta(connection, EVALUATED_HOUR, str(max(hour, int(read_meta(connection, EVALUATED_HOUR) or 0))))
    return {"watchlists": len(watched), "alerts": queued}


def _compared_with(connection: sa.Connection, hour: int) -> int | None:
    """None where nothing was scored before: everything would be news."""
    evaluated = int(read_meta(connection, EVALUATED_HOUR) or hour)
    return newest_hour(connection, before=min(hour, evaluated + 1))


def _queue(connection: sa.Connection, watchlist: Watchlist, each: News, hour: int, *, now: datetime, floor: int) -> int:
    told = f"{watchlist.id}:{each.rule}:{each.trend.kind.value}:{each.trend.name}"
    message = alert_message(watchlist, each, floor=floor)
    return sum(
        add_alert(
            connection,
            new_id(now),
            watchlist_id=watchlist.id,
            told=f"{way}:{told}",
            hour=hour,
            way=way,
            message=message,
            now=now,
            quiet_h=QUIET_H,
        )
        for way in ways_of(watchlist)
    )
