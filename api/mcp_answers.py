"""What the tools for agents answer: of the API's answers, what helps to write a post."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class Part(BaseModel):
    """A part of an answer of the API; what else it holds is left out, to keep it short for a model."""


class FlagPart(Part):
    kind: str
    reason: str


class TagPart(Part):
    display: str = Field(description="As it is written in a post.")
    tag: str = Field(description="As other tools want it.")
    relevance: float = Field(description="0..1")
    reach: str = Field(description="niche, medium or broad")
    reasons: list[str]
    flags: list[FlagPart] = Field(description="Cautions; empty for nearly every tag.")


class Recommended(Part):
    recommendation_id: str = Field(description="Names this answer for give_feedback.")
    caption: str | None = Field(description="What a model sees in the first picture.")
    tags: list[TagPart] = Field(description="Best first.")
    text_with_tags: str = Field(description="The draft with the tags, ready to be posted.")
    degraded: list[str] = Field(description="Stages that were left out; empty when nothing was.")


class CaptionPart(Part):
    text: str


class Captioned(Part):
    captions: list[CaptionPart]
    model: str
    language: str


class TrendPart(Part):
    display: str
    tag: str
    score: float = Field(description="0..1, and a bonus for a second independent source.")
    posts_per_day: float | None
    growth_per_day: float | None = Field(description="Last 24 hours over the 24 before, minus 1.")
    confidence: str = Field(description="sure, thin or stale")
    sources: list[str]
    first_seen: datetime


class Trends(Part):
    as_of: datetime | None = Field(description="End of the newest hour that was scored; null: none was.")
    stale: bool
    trends: list[TrendPart]


class TogetherPart(Part):
    tag: str
    posts: int


class CompanionPart(Part):
    tag: str
    strength: float


class RelatedPart(Part):
    together: list[TogetherPart]
    companions: list[CompanionPart]


class ForecastPart(Part):
    source: str
    start: datetime
    unit: str
    level: float = Field(description="Share of cases in which the interval held.")
    expected: list[float] = Field(description="One value an hour.")
    low: list[float]
    high: list[float]


class Trend(Part):
    as_of: datetime | None
    stale: bool
    tag: str
    trend: TrendPart | None = Field(description="As it stood when it last was a trend; null: it never was one here.")
    forecast: ForecastPart | None
    related: RelatedPart
    seasonality: str | None
    first_seen: datetime | None


class Told(Part):
    recommendation_id: str
    kept: list[str]
    removed: list[str]
    added: list[str]
