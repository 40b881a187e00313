"""What travels over the wire for the versions of the ranker."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire

_VERSION = "2026-11-21T030000-1a2b3c4d"
_EXAMPLE: dict[str, Any] = {
    "version": _VERSION,
    "state": "current",
    "created": "2026-11-21T03:00:00+00:00",
    "refusal": None,
    "facts": {"schema": "0123456789abcdef", "gate": {"passed": True, "why": "NDCG@5 +0.012 [0.004, 0.020]"}},
}


class RankerOut(Wire):
    """One version. ``refusal`` says why it may not become current; ``facts`` is its card."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    version: str
    state: Literal["current", "shadow", "previous", "kept"]
    created: datetime | None = Field(description="Null when its manifest cannot be read.")
    refusal: str | None
    facts: dict[str, Any]


class RankersOut(Wire):
    """What orders answers, and every version on disk, newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "current": _VERSION,
                    "since": "2026-11-21T03:04:00+00:00",
                    "shadow": None,
                    "serving": _VERSION,
                    "trouble": None,
                    "rankers": [_EXAMPLE],
                }
            ]
        }
    )

    current: str | None = Field(description="Null: no learned model is, and the baseline orders answers.")
    since: datetime | None
    shadow: str | None
    serving: str = Field(
        description="What orders answers in the process that was asked; it follows within a second or two."
    )
    trouble: str | None = Field(description="Why the baseline stands in for the current one there.")
    rankers: list[RankerOut]
