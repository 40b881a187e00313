"""How the use of one tag is spread over the hours of the week."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.observations import TrendKind, TrendState, start_of
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_past import Past, hours_of
from hashtagger.storage.trend_reading import Filters, hidden_names, latest_of, newest_hour
from hashtagger.trends.answers import Asked, frame
from hashtagger.trends.detail import names_of, nothing_known_of, sources_told
from hashtagger.trends.scoring import ScoringParams
from hashtagger.types import Tag

DAYS, HOURS = 7, 24
WEEKS = 4
PAST_H = WEEKS * DAYS * HOURS
_PARAMS = ScoringParams()


def week(connection: sa.Connection, asked: Asked, text: str, *, zone: ZoneInfo) -> dict[str, Any]:
    """
    The tag or phrase ``text`` by weekday (Monday first) and hour of ``zone``, over the last ``WEEKS`` weeks, source by
    source; plain values. Raises ``NotFound`` (code ``unknown_trend``) as ``detail.tag_detail`` does.
    """
    hour = newest_hour(connection)
    if hour is None:
        raise NotFound("nothing was scored yet", code="unknown_trend", advice="GET /v1/sources tells what is crawled.")
    names = names_of(text)
    if hidden_names(connection, names):
        raise nothing_known_of(text)
    trend = latest_of(connection, names, asked.filters)
    name = Tag(names[0] if trend is None else trend.name)
    tables = [
        {"source": past.scope.source, "unit": "authors", **by_week(past, zone, floor=asked.settings.public_floor)}
        for past in _pasts(connection, name, asked.filters, hour)
    ]
    tables = [each for each in tables if any(map(any, each["observations"]))]
    if not tables and (trend is None or trend.state is not TrendState.SHOWN):
        raise nothing_known_of(text)
    return {
        **frame(connection, asked, hour),
        "tag": name,
        "kind": (TrendKind.HASHTAG if trend is None else trend.kind).value,
        "seasonality": (trend.seasonality or None) if trend is not None else None,
        "timezone": zone.key,
        "start": start_of(hour - PAST_H + 1).isoformat(),
        "hours": PAST_H,
        "tables": tables,
    }


def by_week(past: Past, zone: ZoneInfo, *, floor: int) -> dict[str, Any]:
    """
    Three tables [7][24]: ``mean`` authors, ``observations`` (hours that it rests on), ``below_floor`` (hours that were
    listened to and had fewer than ``floor`` people).

    Made only of what ``detail.series`` tells of the same hours, so nothing about few people follows from both together. A
    mean is None where it has no hour, or fewer than there are hours below the floor: it would look too high. Each hour
    belongs to the hour of ``zone`` in which it begins.
    """
    heard = past.observed >= _PARAMS.min_observed
    told = heard & (past.at_least >= floor)
    begins = [start_of(past.first + i).astimezone(zone) for i in range(len(heard))]
    cell = np.array([moment.weekday() * HOURS + moment.hour for moment in begins], np.intp)

    def per_cell(weights: Any) -> Any:
        return np.bincount(cell, weights, minlength=DAYS * HOURS)

    rests_on, few = per_cell(told), per_cell(heard & ~told)
    sums = per_cell(np.where(told, past.authors, 0.0))
    has_mean = (rests_on > 0) & (rests_on >= few)
    means = [
        round(float(total / n), 1) if has else None for total, n, has in zip(sums, rests_on, has_mean, strict=True)
    ]
    return {
        "mean": _by_day(means),
        "observations": _by_day([int(n) for n in rests_on]),
        "below_floor": _by_day([int(n) for n in few]),
    }


def _pasts(connection: sa.Connection, tag: Tag, filters: Filters, hour: int) -> list[Past]:
    scopes = [Scope(source, filters.region, filters.language) for source in sources_told(connection, filters)]
    return [past for scope in scopes for past in hours_of(connection, scope, [tag], hour - PAST_H + 1, hour)]


def _by_day(cells: list[Any]) -> list[list[Any]]:
    return [cells[first : first + HOURS] for first in range(0, DAYS * HOURS, HOURS)]
