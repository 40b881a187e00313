"""What travels over the wire for the history of recommendations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire

_EXAMPLE: dict[str, Any] = {
    "recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "created": "2026-11-20T10:00:00+00:00",
    "platform": "instagram",
    "profile_id": "my-cafe",
    "caption": "a dog runs through shallow water",
    "tags": [{"tag": "doglife", "display": "#DogLife"}, {"tag": "dogsofinstagram", "display": "#DogsOfInstagram"}],
    "draft": "Morning run with the dog along the beach",
    "kept": [],
    "removed": ["dogsofinstagram"],
    "added": ["beachday"],
    "copied_at": "2026-11-20T10:01:12+00:00",
    "post_id": "17912345678",
}


class ShownTagOut(Wire):
    """A tag in canonical form and as it is displayed, with '#'."""

    tag: str
    display: str


class PastAnswerOut(Wire):
    """One answer in short, and what feedback left of it; GET /v1/recommendations/{recommendation_id} has all of it."""

    recommendation_id: str
    created: datetime
    platform: str
    profile_id: str | None
    caption: str | None
    tags: list[ShownTagOut] = Field(description="Those that were shown, by position.")
    draft: str = Field(description="The first 200 characters of the text.")
    kept: list[str]
    removed: list[str]
    added: list[str]
    copied_at: datetime | None
    post_id: str | None = Field(description="Your name for the newest post that was made with it.")


class PastAnswerPageOut(Wire):
    """Your answers, newest first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"recommendations": [_EXAMPLE], "next": None}]})

    recommendations: list[PastAnswerOut]
    next: str | None
