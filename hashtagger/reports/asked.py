"""Which views there are, and what may be asked of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from hashtagger.errors import InvalidRequest
from hashtagger.text.sanitize import check_text
from hashtagger.trends.answers import demand_hours, tags_of

MOST_TRENDS = 1000


class View(StrEnum):
    """What can be looked at; each has a route under /v1/exports and /v1/charts."""

    TRENDS = "trends"
    TAG = "tag"
    COMPARISON = "comparison"
    SEASONALITY = "seasonality"
    LIFT = "lift"
    EXPERIMENT = "experiment"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


Read = Callable[[str, Any], Any]


def _text(most: int, pattern: str = r"[\s\S]*") -> Read:
    def read(name: str, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise _wrong(name, "it is no text of the right form")
        return check_text(value, field=name, max_chars=most)

    return read


def _whole(least: int, most: int) -> Read:
    def read(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _wrong(name, f"a whole number from {least} to {most} is expected")
        return value

    return read


def _one_of(*known: str) -> Read:
    def read(name: str, value: Any) -> str:
        if value not in known:
            raise _wrong(name, f"one of {', '.join(known)} is expected")
        return str(value)

    return read


Field = tuple[Read, Any]
"""How it is read, and what it is when it is left out."""
_NEEDED = object()
_SCOPE: Mapping[str, Field] = {
    "region": (_text(2, r"([A-Za-z]{2})?"), ""),
    "language": (_text(8, r"[A-Za-z-]*"), ""),
    "platform": (_text(40), None),
}
_HOURS = 168
FIELDS: Mapping[View, Mapping[str, Field]] = {
    View.TRENDS: {
        **_SCOPE,
        "category": (_text(60), None),
        "window": (_one_of("1h", "24h", "7d"), "1h"),
        "kind": (_one_of("hashtag", "phrase"), None),
        "order": (_one_of("burst", "volume", "growth"), "burst"),
        "limit": (_whole(1, MOST_TRENDS), 100),
    },
    View.TAG: {
        **_SCOPE,
        "tag": (_text(400), _NEEDED),
        "hours": (_whole(1, 744), _HOURS),
        "days": (_whole(1, 396), 90),
    },
    View.COMPARISON: {
        **_SCOPE,
        "tags": (_text(1000), _NEEDED),
        "step": (_one_of("hour", "day"), "hour"),
        "hours": (_whole(1, 9_504), _HOURS),
    },
    View.SEASONALITY: {**_SCOPE, "tag": (_text(400), _NEEDED)},
    View.LIFT: {},
    View.EXPERIMENT: {"experiment_id": (_text(40), _NEEDED)},
}


def read_params(view: View, params: Mapping[str, Any]) -> dict[str, Any]:
    """
    All parameters of ``view``, those left out (or None) as they are by default.

    Raises ``InvalidRequest`` (code ``invalid_parameter``, or what tags and hours have of their own) naming what is wrong.
    """
    fields = FIELDS[view]
    given = {name: value for name, value in params.items() if value is not None}
    if unknown := sorted(given.keys() - fields.keys()):
        known = ", ".join(fields) or "none"
        raise _wrong(unknown[0][:40], f"the view '{view.value}' has no such parameter; it has {known}")
    found = {}
    for name, (read, default) in fields.items():
        if name not in given and default is _NEEDED:
            raise _wrong(name, "it is missing")
        found[name] = read(name, given[name]) if name in given else default
    if view is View.COMPARISON:
        tags_of(found["tags"])
        demand_hours(found["hours"], daily=found["step"] == "day")
    return found


def _wrong(name: str, why: str) -> InvalidRequest:
    return InvalidRequest(f"parameter '{name}': {why}", code="invalid_parameter")
