"""
The colours, lines and letters of charts, light and dark.

Colours: Okabe & Ito, "Color Universal Design" (2008, https://jfly.uni-koeln.de/color/): told apart with every common kind
of colour blindness. Of the eight only those that stand out from the background are used for lines, some a shade darker or
lighter than theirs, so that labels in them can be read (contrast 4.5:1 or more, a test holds them to it). Whatever
colour tells is told a second time: by dashes, by the shape of points or by words, so that a grey print loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hashtagger.errors import InvalidRequest

Theme = Literal["light", "dark"]
FONT = "Noto Sans, Noto Sans Arabic, Helvetica, Arial, sans-serif"
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (14, 4))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as ``#rrggbb``."""

    background: str
    ink: str
    muted: str
    grid: str
    accent: str
    soft: str
    """A filling beside ``accent`` on which letters can be read."""
    lines: tuple[str, ...]
    """For up to five series, in this order, together with ``DASHES`` and ``SHAPES``."""
    ramp: tuple[str, ...]
    """From little to much: lightness moves one way only, so grey tells it too."""


LOOKS: dict[Theme, Look] = {
    "light": Look(
        background="#ffffff",
        ink="#1c2430",
        muted="#5a6472",
        grid="#e3e7ec",
        accent="#0072b2",
        soft="#cfe4f2",
        lines=("#0072b2", "#b54f00", "#007a5a", "#a8487c", "#1c2430"),
        ramp=("#edf4fa", "#9cc7e3", "#0072b2", "#00304d"),
    ),
    "dark": Look(
        background="#12181f",
        ink="#eef2f6",
        muted="#a3afbd",
        grid="#2c3642",
        accent="#56b4e9",
        soft="#23455c",
        lines=("#56b4e9", "#e69f00", "#2fc79a", "#e08fb9", "#f0e442"),
        ramp=("#1b2632", "#1f5f8b", "#56b4e9", "#e6f4fd"),
    ),
}


def look_of(theme: str) -> Look:
    """Raises ``InvalidRequest`` (code ``unknown_theme``)."""
    for name, look in LOOKS.items():
        if name == theme:
            return look
    raise InvalidRequest(f"there is no theme {theme[:40]!r}", code="unknown_theme", advice="Use light or dark.")


def config_of(look: Look) -> dict[str, Any]:
    """The ``config`` of a Vega-Lite specification."""
    return {
        "background": look.background,
        "font": FONT,
        "padding": 16,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "limit": 860,
            "frame": "bounds",
            "color": look.ink,
            "fontSize": 18,
            "fontWeight": "bold",
            "subtitleColor": look.muted,
            "subtitleFontSize": 12,
            "subtitleLineHeight": 17,
            "subtitlePadding": 6,
            "offset": 18,
        },
        "axis": {
            "domainColor": look.muted,
            "tickColor": look.muted,
            "gridColor": look.grid,
            "labelColor": look.ink,
            "labelFontSize": 12,
            "titleColor": look.muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 10,
        },
        "legend": {
            "labelColor": look.ink,
            "titleColor": look.muted,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "text": {"color": look.ink, "fontSize": 12},
        "line": {"strokeWidth": 2.25, "strokeJoin": "round"},
        "rule": {"color": look.muted},
        "point": {"opacity": 1},
    }
