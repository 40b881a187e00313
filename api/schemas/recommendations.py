"""What travels over the wire for recommendations and captions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from hashtagger.errors import InvalidText
from hashtagger.recommend.request import parse_mix
from hashtagger.text.sanitize import check_text


def sendable(text: str) -> str:
    """As a validation error, which names the field, unlike the core's."""
    try:
        return check_text(text, field="it")
    except InvalidText as error:
        raise PydanticCustomError("invalid_text", "{reason}", {"reason": str(error)}) from None


Text = Annotated[str, AfterValidator(sendable)]
"""Any string but NUL and lone surrogates; it comes back as it was sent."""


def _fits_a_path(profile_id: str) -> str:
    if "/" in profile_id or not profile_id:
        what = "it is empty: leave it out for none" if not profile_id else "a '/' cannot stand in it"
        raise PydanticCustomError("invalid_profile_id", "{what}", {"what": f"Not a profile_id: {what}."})
    return profile_id


ProfileId = Annotated[
    str,
    Field(max_length=100, json_schema_extra={"minLength": 1, "pattern": "^[^/]+$"}),
    AfterValidator(_fits_a_path),
    AfterValidator(sendable),
]
"""Names an account, also in the path of /v1/accounts: 1 to 100 characters, no '/'."""


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Wishes(Wire):
    """The parameters of a recommendation, the same in JSON and in a form."""

    text: Text = Field(default="", max_length=10_000, description="The draft of the post.")
    platform: Text = Field(default="instagram", max_length=40, description="One of GET /v1/platforms.")
    limit: int = Field(
        default=5, ge=1, le=30, description="At most this many tags; never more than the platform allows."
    )
    mix: Text = Field(
        default="best", max_length=60, description="best, balanced, niche, broad, or niche:2,medium:2,broad:1."
    )
    seed_tags: list[Text] = Field(
        default=[], max_length=30, description="Tags to start from; their companions are considered."
    )
    exclude_tags: list[Text] = Field(default=[], max_length=200, description="Tags never to recommend.")
    language: Text | None = Field(
        default=None, max_length=8, description="Tags of this language: en, es, pt, de, fr or ja."
    )
    region: Text | None = Field(
        default=None, max_length=8, description="ISO 3166 code of the country whose trends count."
    )
    profile_id: ProfileId | None = Field(default=None, description="Whose own tags count as evidence.")
    placement: Literal["end", "inline"] = Field(default="end", description="Where text_with_tags puts the tags.")
    explore: bool = Field(
        default=True, description="Whether one tag of five may be left to chance, to learn how others do."
    )
    timeout_s: float | None = Field(default=None, ge=0.1, le=60, description="Time allowed; what is late is left out.")

    @field_validator("mix")
    @classmethod
    def _mix_is_known(cls, mix: str) -> str:
        parse_mix(mix)
        return mix


class RecommendationIn(Wishes):
    """A recommendation asked for in JSON: by address of a picture, by text, by seed tags, or by all of them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Morning run with the dog along the beach", "platform": "instagram"}]}
    )

    image_url: Text | None = Field(
        default=None, max_length=2_000, description="A public http or https address of a picture."
    )


class FlagOut(Wire):
    kind: str
    reason: str
    confidence: float
    source: str
    checked: str


class TrendOut(Wire):
    z: float | None
    growth_per_day: float | None
    sources: list[str]
    as_of: datetime


class TagOut(Wire):
    """
    One recommended tag. ``relevance`` is 0..1; ``reasons`` come only from what the answer was made of; ``explored``: chance
    brought it in.
    """

    tag: str
    display: str
    position: int
    score: float
    relevance: float
    reach: Literal["niche", "medium", "broad"]
    posts_per_day: float | None
    trend: TrendOut | None
    flags: list[FlagOut]
    reasons: list[str]
    explored: bool


class CaptionOut(Wire):
    text: str
    score: float = Field(description="Mean log-probability per token; comparable within one model only.")


class PlatformRuleOut(Wire):
    platform: str
    max_tags: int | None
    advised_tags: int
    max_tag_chars: int | None
    max_post_chars: int | None
    since: str
    until: str | None
    source: str
    note: str


class ModelsOut(Wire):
    clip: str
    caption: str
    ranker: str


class ForecastOut(Wire):
    """What a post with these tags will have earned: between low and high in `level` of all cases."""

    quantity: Literal["reach", "interactions"]
    low: float
    median: float
    high: float
    level: float
    at_h: float = Field(description="Hours after it was published.")
    basis: str = Field(description="What it was made from, in words.")
    model: str


class ArmOfAnswerOut(Wire):
    """The experiment of the profile that the post was drawn for, and the arm."""

    experiment_id: str
    arm: str


EXAMPLE: dict[str, Any] = {
    "recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "created": "2026-11-20T10:00:00+00:00",
    "caption": "a dog runs through shallow water",
    "captions": [{"text": "a dog runs through shallow water", "score": -0.62}],
    "caption_model": "starter-caption-1",
    "tags": [
        {
            "tag": "doglife",
            "display": "#DogLife",
            "position": 1,
            "score": 0.93,
            "relevance": 0.91,
            "reach": "broad",
            "posts_per_day": None,
            "trend": None,
            "flags": [],
            "reasons": ["looks like 'dog life' (0.81)", "caption says 'dog'"],
            "explored": False,
        }
    ],
    "text_with_tags": "#DogLife",
    "platform_rule": {
        "platform": "instagram",
        "max_tags": 5,
        "advised_tags": 5,
        "max_tag_chars": 100,
        "max_post_chars": 2200,
        "since": "2025-12",
        "until": None,
        "source": "Instagram announcement, last seen 2026-11",
        "note": "",
    },
    "forecast": {
        "quantity": "interactions",
        "low": 130.0,
        "median": 210.5,
        "high": 340.0,
        "level": 0.8,
        "at_h": 48.0,
        "basis": "from 37 posts of this account and 12,000 of others",
        "model": "2026-11-21T030000-1a2b3c4d",
    },
    "why_no_forecast": None,
    "experiment": None,
    "degraded": [],
    "models": {"clip": "starter-clip-1", "caption": "starter-caption-1", "ranker": "baseline-1"},
}


class RecommendationOut(Wire):
    """An answer. ``degraded`` names every stage that was skipped or late; an empty list means nothing was."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    recommendation_id: str
    created: datetime
    caption: str | None
    captions: list[CaptionOut]
    caption_model: str | None
    tags: list[TagOut]
    text_with_tags: str
    platform_rule: PlatformRuleOut
    forecast: ForecastOut | None = Field(default=None, description="Null when nothing can be promised (docs/reach.md).")
    why_no_forecast: str | None = Field(default=None, description="In words; null when there is a forecast.")
    experiment: ArmOfAnswerOut | None = None
    degraded: list[str]
    models: ModelsOut
