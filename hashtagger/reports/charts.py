"""
Charts as Vega-Lite specifications (version 6), plain dicts with inline data: rankings and effects; lines are in ``lines.py``.

The same specification is drawn in a page and on the server. Every text in it is data or a title; nothing in it is an expression
made of data.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hashtagger.reports.look import Look, config_of

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH_PX = 680
BAR_PX = 26
TITLE_CHARS = 68
"""Of one line of a title."""
# The minus of a format is U+2212, which not every font has; "-" reads the same.
_PLAIN = "replace(format(datum.value, ',~f'), '\u2212', '-')"
_SIGNED = "(datum.value > 0 ? '+' : '') + " + _PLAIN
CONFIDENCE = ("sure", "thin", "stale")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a chart, and what a screen reader says instead of it."""

    title: str
    subtitle: tuple[str, ...]
    """Lines: what is shown, from how much, as of when."""
    description: str


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: float
    label: str
    """At the bar's end: the number with what it rests on."""
    confidence: str
    """One of ``CONFIDENCE``."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference with its interval, in percent; None: nothing can be said yet, ``note`` tells why."""

    name: str
    estimate: float | None
    low: float | None
    high: float | None
    note: str


def ranking(heading: Heading, bars: Sequence[Bar], look: Look, *, axis: str) -> dict[str, Any]:
    """Bars from the first to the last; filled where the number is sure, outlined where it is thin, dashed where it is stale."""
    if not bars:
        return nothing(heading, look, "Nothing to show with these filters.")
    values = [{"tag": b.name, "value": b.value, "label": b.label, "confidence": b.confidence} for b in bars]
    y = {"field": "tag", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 190, "ticks": False}}
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": axis, "tickCount": 6, "labelExpr": _PLAIN},
        "scale": {"nice": True},
    }
    fills = {"sure": look.accent, "thin": look.soft, "stale": look.background}
    used = [word for word in CONFIDENCE if any(bar.confidence == word for bar in bars)]
    scale = {"domain": used, "range": [fills[word] for word in used]}
    legend = {"title": "Confidence", "orient": "top", "symbolStrokeColor": look.accent, "symbolStrokeWidth": 1.5}
    return framed(
        heading,
        look,
        data=values,
        height={"step": BAR_PX},
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.72}, "strokeWidth": 1.5, "stroke": look.accent},
                "encoding": {
                    "fill": {"field": "confidence", "type": "nominal", "scale": scale, "legend": legend},
                    "strokeDash": {
                        "condition": {"test": "datum.confidence === 'stale'", "value": [3, 3]},
                        "value": [1, 0],
                    },
                    "tooltip": [
                        {"field": "tag", "title": "Tag"},
                        {"field": "label", "title": "Value and sample"},
                        {"field": "confidence", "title": "Confidence"},
                    ],
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": look.ink, "fontSize": 11},
                "encoding": {"text": {"field": "label"}},
            },
        ],
        encoding={"y": y, "x": x},
    )


def effects(heading: Heading, found: Sequence[Effect], look: Look, *, axis: str) -> dict[str, Any]:
    """Points with their intervals against a line at zero, one above the other."""
    if not found:
        return nothing(heading, look, "Nothing to compare yet.")
    known = [e for e in found if e.estimate is not None and e.low is not None and e.high is not None]
    reach = max((abs(end) for e in known for end in (e.low or 0.0, e.high or 0.0)), default=1.0) * 1.1 or 1.0
    values = [{"name": e.name, "value": e.estimate, "low": e.low, "high": e.high, "note": e.note} for e in found]
    x_scale = {"domain": [-reach, reach], "nice": True}
    x = {"type": "quantitative", "scale": x_scale, "axis": {"title": axis, "labelExpr": _SIGNED, "tickCount": 7}}
    shown = [{"filter": "isValid(datum.value)"}]
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 260, "ticks": False}}
    return framed(
        heading,
        look,
        data=values,
        height={"step": 76},
        layer=[
            {
                "transform": shown,
                "mark": {"type": "rule", "strokeWidth": 3, "color": look.accent, "strokeCap": "round"},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "strokeDash": [5, 4], "color": look.ink},
                "encoding": {"x": {"datum": 0, "type": "quantitative"}, "y": None},
            },
            {
                "transform": shown,
                "mark": {"type": "point", "filled": True, "size": 110, "color": look.accent, "shape": "diamond"},
                "encoding": {
                    "x": {"field": "value", **x},
                    "tooltip": [{"field": "name", "title": "What"}, {"field": "note", "title": "Result"}],
                },
            },
            *(
                {
                    "mark": {"type": "text", "align": "left", "dx": 8, "dy": -22, "color": look.ink, **halo},
                    "encoding": {"x": {"value": 0}, "text": {"field": "note"}},
                }
                for halo in ({"stroke": look.background, "strokeWidth": 6}, {})
            ),
        ],
        encoding={"y": y},
    )


def nothing(heading: Heading, look: Look, words: str) -> dict[str, Any]:
    """A chart of no numbers, which says so."""
    return framed(
        heading,
        look,
        data=[{"words": words}],
        height=90,
        layer=[
            {
                "mark": {"type": "text", "fontSize": 14, "color": look.muted},
                "encoding": {"text": {"field": "words", "type": "nominal"}},
            }
        ],
    )


def framed(
    heading: Heading,
    look: Look,
    *,
    data: Sequence[Mapping[str, Any]],
    height: int | dict[str, int],
    layer: list[dict[str, Any]],
    encoding: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The part that is the same in every chart."""
    return {
        "$schema": SCHEMA,
        "description": heading.description,
        "title": {"text": _wrapped(heading.title), "subtitle": list(heading.subtitle)},
        "width": WIDTH_PX,
        "height": height,
        "autosize": {"type": "pad", "contains": "padding"},
        "data": {"values": list(data)},
        **({"encoding": dict(encoding)} if encoding else {}),
        "layer": layer,
        "config": config_of(look),
    }


def _wrapped(title: str) -> str | list[str]:
    lines = textwrap.wrap(title, TITLE_CHARS)[:3]
    return lines if len(lines) > 1 else title
