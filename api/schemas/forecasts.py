"""What travels over the wire of forecasts."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from api.schemas.recommendations import ForecastOut, Wire

_GIVEN: dict[str, Any] = {
    "quantity": "interactions",
    "low": 130.0,
    "median": 210.5,
    "high": 340.0,
    "level": 0.8,
    "at_h": 48.0,
    "basis": "from 37 posts of this account and 12,000 of others",
    "model": "2026-11-21T030000-1a2b3c4d",
}
_UPDATED = _GIVEN | {
    "low": 240.0,
    "median": 281.5,
    "high": 330.0,
    "basis": "from 37 posts of this account and 12,000 of others, and from 190 interactions after 20 hours",
}


class SeenOut(Wire):
    """What the post had earned when somebody looked early."""

    age_h: float = Field(description="Hours since it was published.")
    interactions: float | None
    reach: float | None


class ForecastsOut(Wire):
    """The forecast of an answer as it was given, and the one that is possible now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
                    "given": _GIVEN,
                    "updated": _UPDATED,
                    "seen": {"age_h": 20.0, "interactions": 190.0, "reach": None},
                    "why_not_updated": None,
                }
            ]
        }
    )

    recommendation_id: str
    given: ForecastOut | None = Field(description="With the answer, before the post was published.")
    updated: ForecastOut | None = Field(description="After somebody reported what the post had earned by `seen.age_h`.")
    seen: SeenOut | None
    why_not_updated: str | None = Field(description="In words, when `updated` is null.")
