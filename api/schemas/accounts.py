"""What travels over the wire for accounts: a creator's presence, its history and what its tags earned."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.posts import Count
from api.schemas.recommendations import Wire

Verdict = Literal[
    "earned more than usual",
    "earned less than usual",
    "earned about as usual",
    "cannot tell yet",
    "nothing known yet",
]


class AccountIn(Wire):
    """What its owner says of an account. What is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"followers": 2140, "explore": True}]})

    followers: Count | None = Field(default=None, description="Now.")
    explore: bool | None = Field(
        default=None, description="Whether an answer may hold one tag by chance, which is how better tags are found."
    )


class UsualOut(Wire):
    """Likes, comments, shares, saves and follows of a post together; four in five posts earn ``low`` to ``high``."""

    interactions: int
    low: int
    high: int


_ACCOUNT: dict[str, Any] = {
    "profile_id": "my-cafe",
    "followers": 2140,
    "explore": True,
    "posts": 214,
    "usual": {"interactions": 61, "low": 28, "high": 133},
    "in_words": (
        "A post usually earns 61 likes, comments, shares, saves and follows together; four in five earn 28 to 133."
    ),
    "updated": "2026-11-21T09:12:00+00:00",
}


class AccountOut(Wire):
    """An account as it is known; ``posts`` are those with known engagement when it was last counted."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ACCOUNT]})

    profile_id: str
    followers: int | None
    explore: bool
    posts: int
    usual: UsualOut | None
    in_words: str
    updated: datetime | None


_TAG: dict[str, Any] = {
    "tag": "flatwhite",
    "uses": 31,
    "last_used": "2026-11-18T08:30:00+00:00",
    "posts": 28,
    "mean_percent": 14.2,
    "lift_percent": 8.9,
    "low_percent": 1.6,
    "high_percent": 16.7,
    "verdict": "earned more than usual",
}


class AccountTagOut(Wire):
    """
    A tag of an account, and what its posts with it earned beyond what was expected of them.

    ``mean_percent`` is as measured; ``lift_percent`` is drawn towards what the tag earned all accounts, as far as few posts
    prove little. ``low_percent`` to ``high_percent`` is an interval of 80 %; on made-up accounts whose truth is known it held the
    truth in 82 to 97 of 100 cases (docs/accounts.md).
    """

    tag: str
    uses: int
    last_used: datetime
    posts: int = Field(description="With known engagement.")
    mean_percent: float | None
    lift_percent: float | None
    low_percent: float | None
    high_percent: float | None
    verdict: Verdict


class AccountTagsOut(Wire):
    """A page, most used first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": [_TAG], "next": None}]})

    tags: list[AccountTagOut]
    next: str | None


class RefusedPostOut(Wire):
    where: str = Field(description="A line of a table, or a place in an export; '' for several posts.")
    reason: str


class ImportOut(Wire):
    """What became of a file of posts. ``refusals`` tells the first 100 refused ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "posts": 214,
                    "with_engagement": 180,
                    "refused": 1,
                    "refusals": [{"where": "line 17", "reason": "'many' is no count"}],
                    "since": "2025-01-03T18:00:00+00:00",
                    "until": "2026-11-18T08:30:00+00:00",
                }
            ]
        }
    )

    posts: int
    with_engagement: int
    refused: int
    refusals: list[RefusedPostOut]
    since: datetime | None
    until: datetime | None
