"""Whole answers about trends as plain values, the same for the HTTP API, for exports and for reports by mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from hashtagger.errors import InvalidRequest, NotFound
from hashtagger.observations import SourceState, Trend, start_of
from hashtagger.settings import TrendSettings
from hashtagger.storage.sources import all_sources
from hashtagger.storage.trend_reading import Filters, Order, Place, list_trends, newest_hour
from hashtagger.text.hashtags import canonical_tag
from hashtagger.trend_answer import as_answer
from hashtagger.trend_sources import SOURCES, health_of, note_of
from hashtagger.trends.detail import compared, tag_detail
from hashtagger.types import Tag

STALE_AFTER = timedelta(hours=2)
MOST_COMPARED = 5
Window = Literal["1h", "24h", "7d"]
WINDOW_H: dict[Window, int] = {"1h": 1, "24h": 24, "7d": 168}
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What every answer is made with: whose trends, by which settings, when."""

    filters: Filters
    settings: TrendSettings
    now: datetime


def frame(connection: sa.Connection, asked: Asked, hour: int | None) -> dict[str, Any]:
    """
    What an answer about ``hour`` says of itself.

    Nothing in it changes by the clock alone from one second to the next, so that an ETag holds while nothing happens.
    """
    as_of = None if hour is None else start_of(hour + 1)
    return {
        "as_of": None if as_of is None else as_of.isoformat(),
        "stale": as_of is None or asked.now - as_of > STALE_AFTER,
        "public_floor": asked.settings.public_floor,
        "region": asked.filters.region,
        "language": asked.filters.language,
        "sources": [
            brief(state, asked.settings, as_of, asked.now) for state in states(connection, asked.settings.sources)
        ],
    }


def page(
    connection: sa.Connection,
    asked: Asked,
    *,
    window: Window = "1h",
    order: Order = Order.BURST,
    limit: int = 50,
    after: tuple[Place, int] | None = None,
) -> tuple[dict[str, Any], tuple[Place, int] | None]:
    """
    Trends, best first, and where the next page begins: behind a place in the list of an hour; None at the end.

    ``after`` is what an earlier page gave. Raises ``InvalidRequest`` for an hour that was not scored.
    """
    hour = newest_hour(connection)
    place = None
    if after is not None:
        place, at = after
        if hour is None or not 0 <= at <= hour:
            raise InvalidRequest(
                "the cursor is of an hour that was not scored",
                code="invalid_cursor",
                advice="Begin again without a cursor.",
            )
        hour = at
    found: list[tuple[Place, Trend]] = []
    if hour is not None:
        found = list_trends(
            connection, hour, asked.filters, window_h=WINDOW_H[window], order=order, limit=limit + 1, after=place
        )
    answer = {
        **frame(connection, asked, hour),
        "window": window,
        "order": order.value,
        "trends": [as_answer(trend, floor=asked.settings.public_floor) for _, trend in found[:limit]],
    }
    more = hour is not None and len(found) > limit
    return answer, (found[limit - 1][0], hour) if more and hour is not None else None


def detail(connection: sa.Connection, asked: Asked, text: str, *, hours: int, days: int) -> dict[str, Any]:
    """One tag or phrase. Raises ``NotFound`` (code ``unknown_trend``), see ``tag_detail``."""
    hour = newest_hour(connection)
    if hour is None:
        raise NotFound("nothing was scored yet", code="unknown_trend", advice="GET /v1/sources tells what is crawled.")
    floor = asked.settings.public_floor
    told = tag_detail(connection, text, asked.filters, hour=hour, floor=floor, hours=hours, days=days)
    return {**frame(connection, asked, hour), **told}


def comparison(
    connection: sa.Connection, asked: Asked, tags: Sequence[Tag], *, hours: int, daily: bool
) -> dict[str, Any]:
    """Up to ``MOST_COMPARED`` tags side by side, source by source."""
    hour, floor = newest_hour(connection), asked.settings.public_floor
    told = frame(connection, asked, hour)
    if hour is None:
        return {**told, "compared": [], "unknown": list(tags)}
    found = compared(connection, tags, asked.filters, hour=hour, hours=hours, daily=daily, floor=floor)
    return {**told, "compared": found["sources"], "unknown": found["unknown"]}


def tags_of(text: str) -> list[Tag]:
    """Raises ``InvalidTag`` for what is none, ``InvalidRequest`` (code ``too_many_tags``) for more than five."""
    tags = list(dict.fromkeys(canonical_tag(part) for part in text.split(",") if part.strip()))
    if not 1 <= len(tags) <= MOST_COMPARED:
        raise InvalidRequest(
            f"there are {len(tags)} tags; between 1 and {MOST_COMPARED} can be compared", code="too_many_tags"
        )
    return tags


def demand_hours(hours: int, *, daily: bool) -> None:
    """Raises ``InvalidRequest`` (code ``too_many_hours``) for a longer past than is told hour by hour."""
    if not daily and hours > 744:
        raise InvalidRequest(
            "more than 744 hours can only be had by the day", code="too_many_hours", advice="Ask step=day."
        )


def states(connection: sa.Connection, names: Collection[str] = SOURCES) -> Sequence[SourceState]:
    """Of ``names``, in their order, and of every source of a user's own that ever ran."""
    known = {state.name: state for state in all_sources(connection)}
    wanted = [*(name for name in SOURCES if name in names), *sorted(known.keys() - SOURCES)]
    return [known.get(name, SourceState(name)) for name in wanted]


def brief(state: SourceState, settings: TrendSettings, as_of: datetime | None, now: datetime) -> dict[str, Any]:
    """How one source does."""
    success = state.last_success
    lag = None if success is None or as_of is None else max(timedelta(0), as_of - success)
    return {
        "source": state.name,
        "title": note_of(state.name).title,
        "health": health_of(state, settings, now=now).value,
        "last_success": None if success is None else success.isoformat(),
        "lag_h": None if lag is None else round(lag / _HOUR, 1),
    }
