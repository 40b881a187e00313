"""What travels over the wire for trends and their sources."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire

Window = Literal["1h", "24h", "7d"]
Kind = Literal["hashtag", "phrase"]
Confidence = Literal["sure", "thin", "stale"]
HealthWord = Literal["ok", "late", "failing", "never_ran", "off"]

SOURCE_EXAMPLE: dict[str, Any] = {
    "source": "bluesky",
    "title": "Bluesky posts (Jetstream)",
    "health": "ok",
    "last_success": "2026-11-21T10:59:58+00:00",
    "lag_h": 0.0,
}
EXAMPLE: dict[str, Any] = {
    "tag": "lunareclipse",
    "display": "#LunarEclipse",
    "kind": "hashtag",
    "hour": "2026-11-21T10:00:00+00:00",
    "score": 0.91,
    "z": 7.42,
    "authors": 412.0,
    "posts_per_day": 2310.0,
    "growth_per_day": 5.1,
    "velocity": 2.8,
    "confidence": "sure",
    "sample_size": 412.0,
    "sources": ["bluesky", "mastodon"],
    "evidence": {
        "bluesky": {"share": 0.99, "z": 7.42, "authors": 412.0, "expected": 31.2, "age_h": 0},
        "mastodon": {"share": 0.83, "z": 4.1, "authors": 96.0, "expected": 12.0, "age_h": 0},
    },
    "group": "lunareclipse",
    "seasonality": None,
    "first_seen": "2026-11-21T07:00:00+00:00",
    "flags": [],
}
SERIES_EXAMPLE: dict[str, Any] = {
    "start": "2026-11-21T08:00:00+00:00",
    "step_h": 1,
    "unit": "authors",
    "values": [31.0, None, 412.0],
    "posts": [35.0, None, 640.0],
    "observed": [1.0, 0.0, 1.0],
}
DAILY_EXAMPLE = SERIES_EXAMPLE | {"start": "2026-11-19T00:00:00+00:00", "step_h": 24, "unit": "author_hours"}
FORECAST_EXAMPLE: dict[str, Any] = {
    "source": "bluesky",
    "start": "2026-11-21T11:00:00+00:00",
    "step_h": 1,
    "unit": "authors",
    "level": 0.8,
    "expected": [390.1, 361.5],
    "low": [301.0, 255.2],
    "high": [470.3, 466.0],
    "backtests": 52,
}


class SourceBriefOut(Wire):
    """How a source does that stands behind an answer."""

    source: str
    title: str
    health: HealthWord
    last_success: datetime | None
    lag_h: float | None = Field(description="Hours by which its newest success is older than as_of; null: never.")


class TrendItemOut(Wire):
    """
    One tag or phrase in the hour that begins at ``hour``, all sources together.

    Numbers are null where no source counts, where they count fewer people than ``public_floor``, or where a source forbids
    passing them on: of such a source ``evidence`` holds its share of the score only. ``flags`` are codes of docs/trends.md.
    """

    tag: str
    display: str
    kind: Kind
    hour: datetime
    score: float = Field(description="0..1, and a bonus for a second independent source.")
    z: float | None = Field(description="How unusual the hour is for this tag, in standard deviations.")
    authors: float | None = Field(description="Distinct, in that hour, by the source that counted most.")
    posts_per_day: float | None
    growth_per_day: float | None = Field(description="Last 24 hours over the 24 before, minus 1.")
    velocity: float | None = Field(description="Rise of authors an hour over three hours, in expectations.")
    confidence: Confidence
    sample_size: float = Field(description="Authors, or lines of lists, that the score rests on.")
    sources: list[str]
    evidence: dict[str, dict[str, Any]]
    group: str = Field(description="Stands for all its near-duplicates.")
    seasonality: Literal["daily", "weekly"] | None
    first_seen: datetime
    flags: list[str]


class AnswerOut(Wire):
    """What every answer about trends says of itself. ``stale``: nothing was scored for more than two hours."""

    as_of: datetime | None = Field(description="End of the newest hour that was scored; null: none was.")
    stale: bool
    public_floor: int
    region: str
    language: str
    sources: list[SourceBriefOut]


class TrendPageOut(AnswerOut):
    """Trends, best first; ``next`` is the ``cursor`` of the next page, which shows the same hour."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": "2026-11-21T11:00:00+00:00",
                    "stale": False,
                    "public_floor": 10,
                    "region": "",
                    "language": "",
                    "sources": [SOURCE_EXAMPLE],
                    "window": "1h",
                    "order": "burst",
                    "trends": [EXAMPLE],
                    "next": None,
                }
            ]
        }
    )

    window: Window
    order: Literal["burst", "volume", "growth"]
    trends: list[TrendItemOut]
    next: str | None


class SeriesOut(Wire):
    """
    Values one after another from ``start``, one for each ``step_h`` hours.

    ``authors`` are distinct in each hour; ``author_hours`` of a day are their sum over its hours. A value is null where less
    than half of the time was listened to (``observed``, 0..1), else where there were fewer than ``public_floor`` people.
    """

    start: datetime
    step_h: int
    unit: Literal["authors", "author_hours"]
    values: list[float | None]
    posts: list[float | None]
    observed: list[float]


class PastOut(Wire):
    source: str
    hourly: SeriesOut
    daily: SeriesOut


class TrendForecastOut(Wire):
    """The next 24 hours as one source would count them, with an interval that held in ``level`` of ``backtests``."""

    source: str
    start: datetime
    step_h: int
    unit: Literal["authors"]
    level: float
    expected: list[float]
    low: list[float]
    high: list[float]
    backtests: int = Field(description="Earlier forecasts that the interval was measured on.")


class TogetherOut(Wire):
    tag: str
    posts: int


class CompanionOut(Wire):
    tag: str
    strength: float


class RelatedTrendsOut(Wire):
    """``together``: in the same posts in the last week. ``companions``: of the catalogue and of users' posts, strength 0..1."""

    together: list[TogetherOut]
    companions: list[CompanionOut]


class TrendDetailOut(AnswerOut):
    """One tag or phrase with its past by source. Volumes of different sources are never added up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": "2026-11-21T11:00:00+00:00",
                    "stale": False,
                    "public_floor": 10,
                    "region": "",
                    "language": "",
                    "sources": [SOURCE_EXAMPLE],
                    "tag": "lunareclipse",
                    "kind": "hashtag",
                    "trend": EXAMPLE,
                    "history": [{"source": "bluesky", "hourly": SERIES_EXAMPLE, "daily": DAILY_EXAMPLE}],
                    "forecast": FORECAST_EXAMPLE,
                    "related": {
                        "together": [{"tag": "moon", "posts": 812}],
                        "companions": [{"tag": "astronomy", "strength": 0.41}],
                    },
                    "group": ["lunareclipse", "lunareclipse2026"],
                    "seasonality": None,
                    "first_seen": "2026-11-21T07:00:00+00:00",
                }
            ]
        }
    )

    tag: str
    kind: Kind
    trend: TrendItemOut | None = Field(description="As it stood when it last was a trend; null: it never was one here.")
    history: list[PastOut]
    forecast: TrendForecastOut | None
    related: RelatedTrendsOut
    group: list[str]
    seasonality: Literal["daily", "weekly"] | None
    first_seen: datetime | None


class ComparedTagOut(Wire):
    tag: str
    series: SeriesOut


class ComparedSourceOut(Wire):
    source: str
    tags: list[ComparedTagOut]


class TrendComparisonOut(AnswerOut):
    """Several tags side by side, source by source; all series of an answer begin at the same moment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": "2026-11-21T11:00:00+00:00",
                    "stale": False,
                    "public_floor": 10,
                    "region": "",
                    "language": "",
                    "sources": [SOURCE_EXAMPLE],
                    "compared": [{"source": "bluesky", "tags": [{"tag": "moon", "series": SERIES_EXAMPLE}]}],
                    "unknown": ["mooon"],
                }
            ]
        }
    )

    compared: list[ComparedSourceOut]
    unknown: list[str] = Field(description="Tags of which nothing may be shown.")


class SourceOut(SourceBriefOut):
    """One source. ``sample_size`` is what its newest data holds: authors of an hour, or lines of its lists."""

    enabled: bool
    why_off: str | None = Field(description="Names the setting that switches it on.")
    last_attempt: datetime | None
    error: str | None = Field(description="Of its newest run, when that failed.")
    failures: int = Field(description="In a row.")
    sample_size: float | None
    next_run: datetime | None = Field(description="When it is expected; null for a stream.")
    terms: str
    share_only: bool = Field(description="Its numbers are never passed on, only its share of a score.")


class SourcesOut(Wire):
    """Every source that there is or ever was here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": "2026-11-21T11:00:00+00:00",
                    "sources": [
                        SOURCE_EXAMPLE
                        | {
                            "enabled": True,
                            "why_off": None,
                            "last_attempt": "2026-11-21T10:59:58+00:00",
                            "error": None,
                            "failures": 0,
                            "sample_size": 18342.0,
                            "next_run": None,
                            "terms": "Counts only; no posts, no accounts.",
                            "share_only": False,
                        }
                    ],
                }
            ]
        }
    )

    as_of: datetime | None
    sources: list[SourceOut]
