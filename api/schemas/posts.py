"""What travels over the wire for posts and what they earned."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.recommendations import ProfileId, Wire
from hashtagger.errors import InvalidTag
from hashtagger.posts import COUNTS
from hashtagger.text.hashtags import canonical_tag

POST_ID = r"^[A-Za-z0-9_:@=~+-][A-Za-z0-9._:@=~+-]{0,199}$"
"""Whatever stands in a path as it is."""
MOST = 10**12
MAX_AGE_H = 24 * 1_000

Model = TypeVar("Model", bound=BaseModel)


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    try:
        return canonical_tag(text)
    except InvalidTag as error:
        raise PydanticCustomError("invalid_tag", "{reason}", {"reason": str(error)}) from None


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("no_such_moment", "It is before the first or after the last moment in UTC.") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
# Bounds stand before what is called in Python: they cost nothing there.
OwnTag = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_folded)]
"""A tag in any spelling; it becomes the canonical one."""
Count = Annotated[int, Field(ge=0, le=MOST)]
PostId = Annotated[
    str,
    Field(pattern=POST_ID, description="Your own name for it, usually the platform's id.", examples=["17912345678"]),
]


class PostFacts(Wire):
    """What is known of a post. What is left out can be told later; what is told again replaces what was told."""

    url: str | None = Field(default=None, max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f]+$")
    published_at: Moment | None = None
    platform: str | None = Field(default=None, pattern=r"^[a-z0-9_-]{1,40}$")
    format: Literal["text", "photo", "carousel", "clip"] | None = None
    tags: list[OwnTag] | None = Field(
        default=None, max_length=100, description="All that it was published with; left out, feedback tells them."
    )
    followers: Count | None = Field(default=None, description="Of the account, when it was published.")


class Counts(Wire):
    """Totals since the post was published, never differences."""

    impressions: Count | None = None
    reach: Count | None = Field(default=None, description="Distinct accounts.")
    likes: Count | None = None
    comments: Count | None = None
    shares: Count | None = None
    saves: Count | None = None
    follows: Count | None = None


class Observed(Counts):
    observed_at: Moment | None = Field(default=None, description="When it had earned that.")
    age_h: float | None = Field(default=None, ge=0, le=MAX_AGE_H, description="Or: hours since it was published.")


def _says_something(told: Any) -> Any:
    if told.observed_at is None and told.age_h is None:
        raise PydanticCustomError("no_moment", "Say when it was: observed_at or age_h.")
    if told.observed_at is not None and told.age_h is not None:
        raise PydanticCustomError("two_moments", "Send observed_at or age_h, not both.")
    if all(getattr(told, name) is None for name in COUNTS):
        raise PydanticCustomError("no_counts", "None of the counts is given: " + ", ".join(COUNTS) + ".")
    return told


class EngagementIn(Observed):
    """What a post had earned at one moment."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"age_h": 48, "impressions": 900, "likes": 61, "saves": 4}]}
    )

    _speaks = model_validator(mode="after")(_says_something)


class EngagementRowIn(PostFacts, Observed):
    """One row of a bulk delivery."""

    post_id: PostId
    profile_id: ProfileId | None = None

    _speaks = model_validator(mode="after")(_says_something)


class ObservationOut(Counts):
    """What a post had earned at one moment. ``interactions`` sums likes, comments, shares, saves and follows."""

    observed_at: datetime
    age_h: float | None
    interactions: int | None


EXAMPLE: dict[str, Any] = {
    "post_id": "17912345678",
    "profile_id": "me",
    "platform": "instagram",
    "url": "https://www.instagram.com/p/Cx1/",
    "published_at": "2026-11-20T10:30:00+00:00",
    "format": "photo",
    "tags": ["doglife", "beachday"],
    "followers": 2140,
    "recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "first_heard": "2026-11-20T10:31:00+00:00",
}
_OBSERVED = {
    **dict.fromkeys(COUNTS),
    "impressions": 900,
    "likes": 61,
    "saves": 4,
    "observed_at": "2026-11-22T10:30:00+00:00",
    "age_h": 48.0,
    "interactions": 65,
}


class PostOut(Wire):
    """A post as it is known. ``tags`` are those it was published with: as told, else what feedback left of the answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    post_id: str
    profile_id: str | None
    platform: str | None
    url: str | None
    published_at: datetime | None
    format: Literal["text", "photo", "carousel", "clip"] | None
    tags: list[str] | None
    followers: int | None
    recommendation_id: str | None
    first_heard: datetime


class PostDetailOut(PostOut):
    """A post with its newest 100 observations, the latest moment first."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | {"engagement": [_OBSERVED]}]})

    engagement: list[ObservationOut]


class PostPageOut(Wire):
    """Your posts by post_id; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"posts": [EXAMPLE], "next": None}]})

    posts: list[PostOut]
    next: str | None


class RefusedRowOut(Wire):
    line: int = Field(description="From 1; the header of a CSV file is a line.")
    field: str = Field(description="Empty when the row as a whole is wrong.")
    reason: str


class BulkOut(Wire):
    """What became of the rows. ``refusals`` tells the first 1,000 refused ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "accepted": 4211,
                    "refused": 1,
                    "refusals": [{"line": 17, "field": "observed_at", "reason": "It is in the future."}],
                }
            ]
        }
    )

    accepted: int
    refused: int
    refusals: list[RefusedRowOut]
