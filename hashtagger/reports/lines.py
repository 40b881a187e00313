"""Charts over time, and the heat map of weekdays and hours, as Vega-Lite specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hashtagger.reports.charts import Heading, framed, nothing
from hashtagger.reports.look import DASHES, SHAPES, Look
from hashtagger.reports.numbers import ceiling

HEIGHT_PX = 300
LABEL_PX = 15
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CLOCK = "utchours(datum.value) ? utcFormat(datum.value, '%H:%M') : utcFormat(datum.value, '%-d %b')"
"""How the time axis is labelled: a day at its beginning, hours between."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series; None: nothing may be told of that time."""

    name: str
    start: datetime
    """What a clock shows, naive."""
    step: timedelta
    values: tuple[float | None, ...]

    def at(self, place: int) -> datetime:
        return self.start + place * self.step

    @property
    def last(self) -> float | None:
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes next, with its interval; all of one length."""

    start: datetime
    step: timedelta
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def over_time(
    heading: Heading,
    lines: Sequence[Line],
    look: Look,
    *,
    x_title: str,
    y_title: str,
    silent: Sequence[tuple[datetime, datetime]] = (),
    ahead: Ahead | None = None,
) -> dict[str, Any]:
    """
    Lines with gaps where nothing may be told, each with its own colour, dashes and label at its end.

    ``silent``: times in which nobody listened, shaded. ``ahead``: a forecast behind the last line, dashed, in its interval.
    """
    told = [line for line in lines if line.last is not None]
    if not told and ahead is None:
        return nothing(heading, look, "Nothing was counted that may be shown.")
    numbers = [value for line in told for value in line.values if value is not None]
    top = ceiling(max([*numbers, *(ahead.high if ahead else ())], default=1.0))
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"title": y_title, "tickCount": 5, "format": ",~f"},
    }
    x = {
        "field": "time",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": x_title, "grid": False, "labelOverlap": True, "tickCount": 7, "labelExpr": _CLOCK},
    }
    named = [line.name for line in told]
    layer = [
        *_silent(silent, look),
        *(_ahead(ahead, x, y, look) if ahead else ()),
        *_lines(told, x, y, look, named),
        _labels(told, ahead, top, x, y, look, named),
    ]
    return framed(heading, look, data=[], height=HEIGHT_PX, layer=layer)


def heat_map(
    heading: Heading, cells: Mapping[tuple[int, int], float | None], look: Look, *, x_title: str, unit: str
) -> dict[str, Any]:
    """``cells``: (weekday from Monday = 0, hour) → value; None or missing: not known, drawn as an empty frame with a dot."""
    if not any(value is not None for value in cells.values()):
        return nothing(heading, look, "Too little was counted to tell hours and weekdays apart.")
    values = [
        {"day": WEEKDAYS[day], "hour": f"{hour:02}", "value": cells.get((day, hour))}
        for day in range(7)
        for hour in range(24)
    ]
    top = max(value for value in cells.values() if value is not None)
    colour = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top or 1.0], "range": list(look.ramp), "interpolate": "lab"},
        "legend": {"title": unit, "orient": "bottom", "gradientLength": 260, "format": ",~f", "tickCount": 4},
    }
    known, unknown = "isValid(datum.value)", "!isValid(datum.value)"
    frame = {"type": "rect", "stroke": look.background, "strokeWidth": 2, "cornerRadius": 3}
    return framed(
        heading,
        look,
        data=values,
        height={"step": 30},
        layer=[
            {
                "transform": [{"filter": known}],
                "mark": frame,
                "encoding": {
                    "color": colour,
                    "tooltip": [
                        {"field": "day", "title": "Weekday"},
                        {"field": "hour", "title": "Hour"},
                        {"field": "value", "title": unit, "format": ",.1f"},
                    ],
                },
            },
            {
                "transform": [{"filter": unknown}],
                "mark": {**frame, "fill": None, "stroke": look.grid, "strokeWidth": 1},
            },
            {
                "transform": [{"filter": unknown}],
                "mark": {"type": "point", "size": 8, "filled": True, "color": look.muted},
            },
        ],
        encoding={
            "y": {"field": "day", "type": "ordinal", "sort": list(WEEKDAYS), "axis": {"title": None, "ticks": False}},
            "x": {
                "field": "hour",
                "type": "ordinal",
                "axis": {"title": x_title, "labelAngle": 0, "labelOverlap": True, "ticks": False},
            },
        },
    )


def apart(values: Sequence[float], *, top: float, height_px: int = HEIGHT_PX, gap_px: int = LABEL_PX) -> list[float]:
    """
    Where labels of ``values`` stand on an axis from 0 to ``top`` so that none lies on another: as near as can be, in their order.

    >>> apart([50.0, 50.0, 10.0], top=100.0, height_px=100, gap_px=10)
    [45.0, 55.0, 10.0]
    """
    gap = gap_px * top / height_px
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    groups: list[tuple[list[int], float]] = []  # labels that touch, and the middle of what they stand for
    for i in order:
        group, middle = [i], values[i]
        while groups and groups[-1][1] + gap * len(groups[-1][0]) / 2 > middle - gap * len(group) / 2 + 1e-12:
            below, _ = groups.pop()
            group = below + group
            middle = sum(values[j] for j in group) / len(group)
            # A pile never hangs below the axis.
            middle = max(middle, gap * (len(group) - 1) / 2)
        groups.append((group, middle))
    places = [0.0] * len(values)
    for group, middle in groups:
        for n, i in enumerate(group):
            places[i] = middle + (n - (len(group) - 1) / 2) * gap
    return places


def _lines(
    lines: Sequence[Line], x: Mapping[str, Any], y: Mapping[str, Any], look: Look, named: list[str]
) -> list[dict[str, Any]]:
    def told_by(range_: list[Any]) -> dict[str, Any]:
        return {
            "field": "series",
            "type": "nominal",
            "scale": {"domain": named, "range": range_[: len(named)]},
            "legend": None,
        }

    colour, shape = told_by(list(look.lines)), told_by(list(SHAPES))
    dash = told_by([list(dash) for dash in DASHES])
    values = [_point(line, place) for line in lines for place in range(len(line.values))]
    encoding = {"x": x, "y": {"field": "value", **y}, "color": colour}
    tooltip = [
        {"field": "series", "title": "Series"},
        {"field": "clock", "title": "Time"},
        {"field": "value", "title": "Value", "format": ",.1f"},
    ]
    return [
        {
            "data": {"values": values},
            "layer": [
                {
                    "mark": {"type": "line", "invalid": "break-paths-show-path-domains"},
                    "encoding": {**encoding, "strokeDash": dash},
                },
                {
                    "transform": [{"filter": "datum.marked"}],
                    "mark": {"type": "point", "filled": True, "size": 42},
                    "encoding": {**encoding, "shape": shape, "tooltip": tooltip},
                },
            ],
        }
    ]


def _point(line: Line, place: int) -> dict[str, Any]:
    at = line.at(place)
    point = {"series": line.name, "time": _written(at), "value": line.values[place]}
    return {**point, "marked": True, "clock": f"{at:%Y-%m-%d %H:%M}"} if _is_marked(line.values, place) else point


def _is_marked(values: Sequence[float | None], place: int) -> bool:
    """A value between two gaps, which no line shows; and some of the others, so that shapes tell the series apart."""
    if values[place] is None:
        return False
    alone = (place == 0 or values[place - 1] is None) and (place + 1 == len(values) or values[place + 1] is None)
    return alone or (len(values) - 1 - place) % max(1, len(values) // 8) == 0


def _ahead(ahead: Ahead, x: Mapping[str, Any], y: Mapping[str, Any], look: Look) -> list[dict[str, Any]]:
    rows = zip(ahead.expected, ahead.low, ahead.high, strict=True)
    values = [
        {"time": _written(ahead.start + place * ahead.step), "expected": expected, "low": low, "high": high}
        for place, (expected, low, high) in enumerate(rows)
    ]
    return [
        {
            "data": {"values": values},
            "layer": [
                {
                    "mark": {"type": "area", "color": look.accent, "opacity": 0.22},
                    "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
                },
                {
                    "mark": {"type": "line", "color": look.accent, "strokeDash": [6, 4], "strokeWidth": 2},
                    "encoding": {"x": x, "y": {"field": "expected", **y}},
                },
            ],
        },
        {
            "data": {"values": values[:1]},
            "mark": {"type": "rule", "strokeDash": [2, 3], "color": look.muted},
            "encoding": {"x": x},
        },
    ]


def _labels(
    lines: Sequence[Line],
    ahead: Ahead | None,
    top: float,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    look: Look,
    named: list[str],
) -> dict[str, Any]:
    """The names at the right edge, in the colours of their lines."""
    if ahead is not None:
        end = ahead.start + (len(ahead.expected) - 1) * ahead.step
        marks = [("expected", ahead.expected[-1], look.accent), ("80 % high", ahead.high[-1], look.muted)]
        marks.append(("80 % low", ahead.low[-1], look.muted))
    else:
        end = max(line.at(len(line.values) - 1) for line in lines)
        marks = [(line.name, line.last or 0.0, look.lines[n % 5]) for n, line in enumerate(lines)]
    places = apart([value for _, value, _ in marks], top=top)
    values = [
        {"time": _written(end), "place": place, "text": text, "ink": colour}
        for (text, _, colour), place in zip(marks, places, strict=True)
    ]
    ink = {"field": "ink", "type": "nominal", "scale": None}
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold", "limit": 150, "clip": False},
        "encoding": {"x": x, "y": {"field": "place", **y}, "text": {"field": "text"}, "color": ink},
    }


def _silent(spans: Sequence[tuple[datetime, datetime]], look: Look) -> list[dict[str, Any]]:
    if not spans:
        return []
    values = [{"time": _written(begin), "end": _written(end)} for begin, end in spans]
    x = {"field": "time", "type": "temporal", "scale": {"type": "utc"}}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rect", "color": look.grid, "opacity": 0.75},
            "encoding": {"x": x, "x2": {"field": "end"}},
        }
    ]


def _written(moment: datetime) -> str:
    """As Vega reads it in UTC."""
    return f"{moment.isoformat(timespec='minutes')}Z"
