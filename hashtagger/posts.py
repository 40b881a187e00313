"""Posts and what they earned: the values that feedback, imports, the ranker and its judges share."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from hashtagger.types import Tag


class PostFormat(StrEnum):
    """What a post is made of."""

    TEXT = "text"
    PHOTO = "photo"
    CAROUSEL = "carousel"
    CLIP = "clip"


class FeedbackKind(StrEnum):
    """What a creator did with one shown tag, or with the whole answer."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    """A tag of the creator's own beside ours."""
    COPIED = "copied"
    """The whole answer; it has no tag."""


@dataclass(frozen=True, slots=True)
class FeedbackEvent:
    """One thing that a creator did with an answer. The same (recommendation, kind, tag) again is the same event."""

    recommendation_id: str
    kind: FeedbackKind
    tag: Tag | None
    """None exactly for ``COPIED``."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One creator's presence: the tenant and the profile that the tenant calls it by."""

    owner: str
    profile_id: str


@dataclass(frozen=True, slots=True)
class Post:
    """One published post. What is not known is None; what arrives later fills it in."""

    id: str
    """From ``new_id``."""
    owner: str
    external_id: str
    """What the caller calls it, usually the platform's id; unique for an owner."""
    profile_id: str | None = None
    platform: str | None = None
    url: str | None = None
    published: datetime | None = None
    format: PostFormat | None = None
    tags: tuple[Tag, ...] | None = None
    followers: int | None = None
    """Of the account when it was published."""
    recommendation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Engagement:
    """
    What a post had earned when somebody looked: totals since it was published, never differences.

    Totals only grow, so of two reports for one moment the larger of each count holds: the order of arrival changes nothing.
    """

    observed: datetime
    impressions: int | None = None
    reach: int | None = None
    """Distinct accounts."""
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    follows: int | None = None

    @property
    def interactions(self) -> int | None:
        """Likes, comments, shares, saves and follows together; None when none of them is known."""
        known = [count for name in INTERACTIONS if (count := getattr(self, name)) is not None]
        return sum(known) if known else None


INTERACTIONS = ("likes", "comments", "shares", "saves", "follows")
COUNTS = tuple(field.name for field in fields(Engagement) if field.name != "observed")


@dataclass(frozen=True, slots=True)
class PostOutcome:
    """A post with what it earned, as learning and judging read it; only posts of which all of this is known."""

    post_id: str
    account: Account
    platform: str
    published: datetime
    format: PostFormat
    tags: tuple[Tag, ...]
    """Those it was published with."""
    interactions: float
    age_h: float
    """Age of the post when that was observed, above 0: the observation nearest to 48 hours."""
    reach: float | None = None
    """Observed at the same time."""
    followers: int | None = None
    recommendation_id: str | None = None
    api_key_id: str | None = None
    """Who reported the engagement."""
    heard: datetime | None = None
    """When we first heard of the post, by our clock; None where that is not known."""
