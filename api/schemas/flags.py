"""What travels over the wire for flags: the list, what holds of one tag, and what administrators decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.posts import Moment
from api.schemas.recommendations import FlagOut, Text, Wire

FlagWord = Literal[
    "adult",
    "restricted",
    "spam",
    "engagement_bait",
    "over_generic",
    "sensitive",
    "blocked",
    "unreviewed",
    "allowed",
]
Origin = Literal["review", "shipped", "user"]
Verdict = Literal["block", "allow"]

_SHIPPED: dict[str, Any] = {
    "name": "l4l",
    "match": "tag",
    "origin": "shipped",
    "flag": "spam",
    "reason": "exchange of likes",
    "confidence": 0.9,
    "source": "public community guidelines of the large platforms",
    "checked": "2026-11-20",
    "decided": None,
    "decided_by": None,
    "until": None,
    "lifted": False,
}
_DECIDED: dict[str, Any] = {
    "verdict": "block",
    "reason": "a competitor's campaign",
    "decided": "2026-11-21T10:00:00+00:00",
    "decided_by": "local",
    "until": "2027-01-31T00:00:00+00:00",
}
EXAMPLE: dict[str, Any] = {
    "tag": "blackfriday",
    "known": True,
    "stands_for": None,
    "decision": _DECIDED,
    "flags": [
        {
            "kind": "blocked",
            "reason": "a competitor's campaign",
            "confidence": 1.0,
            "source": "administrator",
            "checked": "2026-11-21",
        }
    ],
    "otherwise": [],
}


class VerdictIn(Wire):
    """
    What is decided about a tag.

    block: it is recommended and shown among trends no more. allow: no flag and no rule holds it back. With ``until`` it
    holds before that moment, else until it is forgotten.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"verdict": "block", "reason": "a competitor's campaign", "until": "2127-01-31T00:00:00Z"}]
        }
    )

    verdict: Verdict
    reason: Text = Field(min_length=1, max_length=500, pattern=r"\S", description="Shown wherever the decision is.")
    until: Moment | None = Field(default=None, description="A moment in the future, with its time zone.")


class DecisionOut(Wire):
    """What was decided, by whom (the owner of a key), and for how long; null in ``until``: until it is forgotten."""

    verdict: Verdict
    reason: str
    decided: datetime
    decided_by: str
    until: datetime | None


class TagFlagsOut(Wire):
    """What holds of one tag, and what would if nobody had decided anything."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    tag: str
    known: bool = Field(description="Whether the catalogue has a tag of that name.")
    stands_for: str | None = Field(
        description="The tag of the catalogue that it is another spelling of. Decisions hold for one spelling only."
    )
    decision: DecisionOut | None
    flags: list[FlagOut] = Field(description="What holds now.")
    otherwise: list[FlagOut] = Field(description="What would hold without the decision.")


class FlagEntryOut(Wire):
    """
    One line. ``origin``: 'shipped' rules, what the 'review' of new tags set, and what the 'user' decided.

    ``name`` is the tag; of a rule with match 'word' or 'regex' the word or pattern that it looks for. ``lifted``: an
    administrator lets that very tag pass, so this flag does not hold.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_SHIPPED]})

    name: str
    match: Literal["tag", "word", "regex"]
    origin: Origin
    flag: FlagWord
    reason: str
    confidence: float | None = Field(description="0..1; null of what is allowed.")
    source: str
    checked: str | None = Field(description="The day on which somebody last looked; null of a decision.")
    decided: datetime | None
    decided_by: str | None
    until: datetime | None
    lifted: bool


class FlagPageOut(Wire):
    """Flags in the order of names; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"flags": [_SHIPPED], "next": None}]})

    flags: list[FlagEntryOut]
    next: str | None
