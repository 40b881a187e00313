"""Everything that may be told about one name: its past by source, what comes next, what is used beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa

from hashtagger.errors import InvalidTag, NotFound
from hashtagger.observations import Trend, TrendKind, TrendState, start_of
from hashtagger.storage.companions import companions_of
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_past import DAY_H, Floats, Past, days_of, hours_of, sources_counting
from hashtagger.storage.trend_reading import (
    Filters,
    first_seen_of,
    group_members,
    hidden_names,
    latest_of,
    used_together,
)
from hashtagger.text.hashtags import canonical_tag
from hashtagger.trend_answer import as_answer
from hashtagger.trend_sources import SOURCES, note_of
from hashtagger.trends.forecast import BACKTEST_DAYS, HORIZON_H, LEVEL, forecast
from hashtagger.trends.scoring import ScoringParams
from hashtagger.types import Tag

RELATED = 10
TOGETHER_DAYS = 7
_PARAMS = ScoringParams()
_FORECAST_H = _PARAMS.history_h + HORIZON_H * BACKTEST_DAYS + HORIZON_H


def tag_detail(
    connection: sa.Connection, text: str, filters: Filters, *, hour: int, floor: int, hours: int, days: int
) -> dict[str, Any]:
    """
    What is known of the tag or phrase ``text`` up to ``hour``, with ``hours`` hours and ``days`` days of its past, as plain
    values.

    Raises ``NotFound`` (code ``unknown_trend``) for what is unknown, hidden, or used by fewer people than ``floor``: these
    cannot be told apart.
    """
    names = names_of(text)
    hidden = hidden_names(connection, names)
    trend = latest_of(connection, [name for name in names if name not in hidden], filters)
    name = trend.name if trend is not None else names[0]
    past = _past(connection, Tag(name), filters, hour=hour, hours=hours, days=days)
    history = [{"source": p.scope.source, "hourly": series(p, floor), "daily": series(d, floor)} for p, d in past]
    shown = trend is not None and trend.state is TrendState.SHOWN
    if hidden & set(names) or not (shown or any(_says_something(each) for each in history)):
        raise nothing_known_of(text)
    first_seen = first_seen_of(connection, name)
    return {
        "tag": name,
        "kind": (trend.kind if trend is not None else TrendKind.HASHTAG).value,
        "trend": as_answer(trend, floor=floor) if trend is not None and shown else None,
        "history": history,
        "forecast": _forecast(connection, Tag(name), filters, [p for p, _ in past], hour, floor),
        "related": _related(connection, Tag(name), [p.scope.source for p, _ in past], hour, floor),
        "group": _group(connection, trend) if trend is not None and shown else [name],
        "seasonality": (trend.seasonality or None) if trend is not None else None,
        "first_seen": None if first_seen is None else start_of(first_seen).isoformat(),
    }


def compared(
    connection: sa.Connection, tags: Sequence[Tag], filters: Filters, *, hour: int, hours: int, daily: bool, floor: int
) -> dict[str, Any]:
    """
    The past of several tags side by side, source by source, all series beginning at the same moment; plain values.

    ``unknown`` names those of which nothing may be shown.
    """
    hidden = hidden_names(connection, tags)
    open_ = [tag for tag in tags if tag not in hidden]
    found: list[dict[str, Any]] = []
    for source in sources_told(connection, filters):
        scope = Scope(source, filters.region, filters.language)
        if daily:
            pasts = days_of(connection, scope, open_, (hour - hours + 1) // DAY_H, hour // DAY_H)
        else:
            pasts = hours_of(connection, scope, open_, hour - hours + 1, hour)
        told: list[dict[str, Any]] = [{"tag": past.tag, "series": series(past, floor)} for past in pasts]
        if any(_has_values(each["series"]) for each in told):
            found.append({"source": source, "tags": told})
    known = {each["tag"] for row in found for each in row["tags"] if _has_values(each["series"])}
    return {"sources": found, "unknown": [tag for tag in tags if tag not in known]}


def series(past: Past, floor: int) -> dict[str, Any]:
    """
    Values one after another: null where too little of the time was listened to, or there were fewer than ``floor`` people;
    ``observed`` tells which.
    """
    step_h = DAY_H if past.is_daily else 1
    told = (past.observed >= _PARAMS.min_observed) & (past.at_least >= floor)
    return {
        "start": start_of(past.first * step_h).isoformat(),
        "step_h": step_h,
        "unit": "author_hours" if past.is_daily else "authors",
        "values": _values(past.authors, told),
        "posts": _values(past.posts, told),
        "observed": [round(share, 2) for share in past.observed.tolist()],
    }


def sources_told(connection: sa.Connection, filters: Filters) -> list[str]:
    """The sources that count here and whose numbers may be passed on."""
    wanted: Collection[str] = SOURCES if filters.source is None else [filters.source]
    open_ = [source for source in wanted if not note_of(source).share_only]
    return sources_counting(connection, filters.region, filters.language, open_)


def nothing_known_of(text: str) -> NotFound:
    """The same for what is unknown, hidden, or used by too few: these must not be told apart."""
    return NotFound(
        f"nothing is known of {text[:100]!r} that may be shown",
        code="unknown_trend",
        advice="GET /v1/trends lists what is known now; region and language choose which past is looked at.",
    )


def names_of(text: str) -> list[str]:
    """What ``text`` may be called among trends: a canonical tag, a phrase in lower case."""
    names = []
    with contextlib.suppress(InvalidTag):
        names.append(str(canonical_tag(text)))
    phrase = " ".join(text.casefold().split())
    return list(dict.fromkeys([*names, phrase] if phrase else names)) or [text]


def _values(numbers: Floats, told: Any) -> list[float | None]:
    return [round(n, 1) if t else None for n, t in zip(numbers.tolist(), told.tolist(), strict=True)]


def _has_values(told: dict[str, Any]) -> bool:
    return any(value is not None for value in told["values"])


def _says_something(each: dict[str, Any]) -> bool:
    return _has_values(each["hourly"]) or _has_values(each["daily"])


def _past(
    connection: sa.Connection, tag: Tag, filters: Filters, *, hour: int, hours: int, days: int
) -> list[tuple[Past, Past]]:
    found = []
    for source in sources_told(connection, filters):
        scope = Scope(source, filters.region, filters.language)
        [hourly] = hours_of(connection, scope, [tag], hour - hours + 1, hour)
        [daily] = days_of(connection, scope, [tag], hour // DAY_H - days + 1, hour // DAY_H)
        if hourly.authors.any() or daily.authors.any():
            found.append((hourly, daily))
    return found


def _forecast(
    connection: sa.Connection, tag: Tag, filters: Filters, pasts: Sequence[Past], hour: int, floor: int
) -> dict[str, Any] | None:
    """Of the source that counted most in the last day; None where no hour of it could be shown."""
    days = [hours_of(connection, past.scope, [tag], hour - DAY_H + 1, hour)[0] for past in pasts]
    days = [day for day in days if (day.authors >= floor).any()]
    if not days:
        return None
    busiest = max(days, key=lambda day: float(day.authors.sum()))
    [past] = hours_of(connection, busiest.scope, [tag], hour - _FORECAST_H + 1, hour)
    if (past.observed >= _PARAMS.min_observed).sum() < _PARAMS.min_history_h:
        return None
    coming = forecast(past.authors[None, :], past.observed)
    return {
        "source": busiest.scope.source,
        "start": start_of(hour + 1).isoformat(),
        "step_h": 1,
        "unit": "authors",
        "level": LEVEL,
        "expected": _told(coming.expected),
        "low": _told(coming.low),
        "high": _told(coming.high),
        "backtests": coming.origins,
    }


def _told(numbers: Floats) -> list[float]:
    rounded: list[float] = np.round(numbers[0], 1).tolist()
    return rounded


def _related(connection: sa.Connection, tag: Tag, sources: Collection[str], hour: int, floor: int) -> dict[str, Any]:
    since = hour // DAY_H - TOGETHER_DAYS + 1
    together = used_together(connection, tag, sources, since_day=since, least=floor, limit=2 * RELATED)
    companions = companions_of(connection, [tag], limit=2 * RELATED).get(tag, ())
    hidden = hidden_names(connection, [*(other for other, _ in together), *(each.tag for each in companions)])
    return {
        "together": [{"tag": other, "posts": n} for other, n in together if other not in hidden][:RELATED],
        "companions": [
            {"tag": each.tag, "strength": round(each.strength, 4)} for each in companions if each.tag not in hidden
        ][:RELATED],
    }


def _group(connection: sa.Connection, trend: Trend) -> list[str]:
    members = group_members(connection, trend)
    return members if trend.name in members else [trend.name, *members]
