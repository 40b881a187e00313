"""What is said of a post before it has earned anything: the values that whoever forecasts and whoever asks share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

AT_H = 48.0
"""A forecast is of what a post will have earned this many hours after it was published."""
LEVEL = 0.8
"""Share of posts that end up between ``low`` and ``high``."""
EARLIEST_H, LATEST_H = 1.0, 36.0
"""Engagement seen at an age between these, or within ``NEARLY_H``, makes a new forecast possible."""
NEARLY_H = 0.05


class Quantity(StrEnum):
    """What is forecast, and is never mixed."""

    REACH = "reach"
    """Distinct accounts that saw the post."""
    INTERACTIONS = "interactions"
    """Likes, comments, shares, saves and follows together."""


@dataclass(frozen=True, slots=True)
class Early:
    """What a post had earned when somebody looked early."""

    age_h: float
    """Of the post at that moment, above 0."""
    interactions: float | None = None
    reach: float | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a post will have earned: 0 <= low <= median <= high."""

    quantity: Quantity
    low: float
    median: float
    high: float
    basis: str
    """What it was made from, in words."""
    model: str
    """Version of the artefact."""
    level: float = LEVEL
    at_h: float = AT_H


@dataclass(frozen=True, slots=True)
class NoForecast:
    """There is none, because a promise could not be kept."""

    reason: str
    """In words, for the caller."""
    failed: bool = False
    """True when there should have been one: the model is broken."""


NO_FORECASTER = NoForecast("this server was started without forecasts")
