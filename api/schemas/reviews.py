"""What travels over the wire for the review of tags."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Text, Wire

ReviewWord = Literal["new", "approved", "refused"]
EXAMPLE: dict[str, Any] = {
    "tag": "lunareclipse",
    "state": "new",
    "reason": "new from a trend",
    "evidence": {"score": 0.91, "authors": 412.0},
    "created": "2026-11-21T11:04:00+00:00",
    "decided": None,
    "decided_by": None,
}


class ReviewOut(Wire):
    """A tag that somebody should look at, or looked at. ``decided_by`` is 'rules' or the owner of a key."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    tag: str
    state: ReviewWord
    reason: str
    evidence: dict[str, Any]
    created: datetime
    decided: datetime | None
    decided_by: str | None


class ReviewPageOut(Wire):
    """Reviews in the order of their tags; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reviews": [EXAMPLE], "next": None}]})

    reviews: list[ReviewOut]
    next: str | None


class DecisionIn(Wire):
    """``approve``: it may be recommended. ``refuse``: it is blocked, in trends and in recommendations."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"decision": "approve", "reason": "an eclipse"}]})

    decision: Literal["approve", "refuse"]
    reason: Text = Field(default="", max_length=500, description="Kept with the decision.")
