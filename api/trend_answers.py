"""What every answer about trends has in common: as of when, how its sources do, what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query, Request, Response

from api.conditional import conditional_json
from api.schemas.recommendations import Text
from hashtagger.bootstrap import Services
from hashtagger.observations import SourceState, start_of
from hashtagger.settings import TrendSettings
from hashtagger.storage.sources import all_sources
from hashtagger.storage.trend_reading import Filters
from hashtagger.trend_sources import SOURCES, health_of, note_of

STALE_AFTER = timedelta(hours=2)
_HOUR = timedelta(hours=1)

Region = Annotated[
    Text,
    Query(
        max_length=2, pattern=r"^([A-Za-z]{2})?$", description="ISO 3166 code; '': the whole world.", examples=["DE"]
    ),
]
Language = Annotated[
    Text, Query(max_length=8, pattern=r"^[A-Za-z-]*$", description="Of the posts; '': all together.", examples=["en"])
]
Platform = Annotated[
    Text | None,
    Query(max_length=40, description="A source of GET /v1/sources: only what it knows.", examples=["mastodon"]),
]


def filters_of(region: str, language: str, platform: str | None = None) -> Filters:
    return Filters(region=region.upper(), language=language.lower(), source=platform)


def about(connection: sa.Connection, services: Services, filters: Filters, hour: int | None) -> dict[str, Any]:
    """
    The frame of an answer about ``hour``, as plain values.

    Nothing in it changes by the clock alone from one second to the next, so that an ETag holds while nothing happens.
    """
    trends, now = services.settings.trends, services.clock.now()
    as_of = None if hour is None else start_of(hour + 1)
    return {
        "as_of": None if as_of is None else as_of.isoformat(),
        "stale": as_of is None or now - as_of > STALE_AFTER,
        "public_floor": trends.public_floor,
        "region": filters.region,
        "language": filters.language,
        "sources": [brief(state, trends, as_of, now) for state in states(connection, trends.sources)],
    }


def trend_response(request: Request, answer: dict[str, Any]) -> Response:
    """``answer`` with an ETag that a stream which succeeds every few seconds does not change: its health and lag count."""
    briefs = [{name: value for name, value in each.items() if name != "last_success"} for each in answer["sources"]]
    return conditional_json(request, answer, means={**answer, "sources": briefs})


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
