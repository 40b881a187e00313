"""What travels over the wire for suggestions while a tag is typed."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import FlagOut, Wire

_OWN: dict[str, Any] = {
    "tag": "goldenhour",
    "display": "#GoldenHour",
    "reach": "broad",
    "posts_per_day": 2310.0,
    "uses": 12,
    "flags": [],
    "why": "you used it 12 times",
}
_OTHER = _OWN | {
    "tag": "goldenretriever",
    "display": "#GoldenRetriever",
    "posts_per_day": None,
    "uses": None,
    "why": "widely used",
}


class SuggestionOut(Wire):
    """One tag that goes on from what was typed."""

    tag: str
    display: str
    reach: Literal["niche", "medium", "broad"] | None = Field(description="Null: the catalogue does not know it.")
    posts_per_day: float | None
    uses: int | None = Field(description="By your profile, 0 where it was only typed; null: not one of its own.")
    flags: list[FlagOut]
    why: str = Field(description="Why it is suggested, in words.")


class SuggestionsOut(Wire):
    """At most ten, best first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"suggestions": [_OWN, _OTHER]}]})

    suggestions: list[SuggestionOut]
