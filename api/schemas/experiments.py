"""What travels over the wire for creators' experiments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from api.schemas.recommendations import ProfileId, Text, Wire

Name = Annotated[Text, Field(min_length=1, max_length=100)]


class ArmIn(Wire):
    """One way to be recommended for."""

    name: Annotated[Text, Field(min_length=1, max_length=40)]
    policy: Annotated[Text, Field(max_length=60, pattern=r"^[A-Za-z0-9._-]+$")] = Field(
        default="current",
        description="What orders the tags: current, baseline, shadow (whichever it then is) or the version of a ranker.",
    )
    tags: int | None = Field(
        default=None,
        ge=0,
        le=30,
        description="So many tags, whatever the request says; 0: none at all; null: as many as are asked for.",
    )


class ExperimentIn(Wire):
    """A question to an account's coming posts: which of two ways earns more?"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "profile_id": "my-cafe",
                    "name": "Do tags help at all?",
                    "arms": [{"name": "no tags", "tags": 0}, {"name": "five tags", "tags": 5}],
                }
            ]
        }
    )

    profile_id: ProfileId
    name: Name
    arms: list[ArmIn] = Field(min_length=2, max_length=2, description="The second is compared with the first.")

    @field_validator("arms")
    @classmethod
    def _arms_differ(cls, arms: list[ArmIn]) -> list[ArmIn]:
        first, second = arms
        if first.name == second.name:
            raise PydanticCustomError("equal_arms", "The arms need different names.")
        if (first.policy, first.tags) == (second.policy, second.tags):
            raise PydanticCustomError(
                "equal_arms", "The arms are the same: give them another policy or number of tags."
            )
        return arms


class ArmOut(Wire):
    name: str
    policy: str
    tags: int | None
    answers: int = Field(description="Given in this arm; not those that were degraded by 'ranker'.")
    posts: int = Field(description="The first published with each of them, with engagement known at 20 hours or later.")


class ComparisonOut(Wire):
    """The second arm against the first; true whenever it is looked at, however often."""

    posts: int
    difference_percent: float | None
    low_percent: float | None = Field(description="Of the 95 % interval that holds at all times; null: too early.")
    high_percent: float | None
    more_posts: int | None = Field(description="About how many more would tell; 0: told already; null: cannot be said.")
    verdict: Literal["better", "worse", "cannot tell yet", "uneven arms"]
    words: str


EXAMPLE: dict[str, Any] = {
    "experiment_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "profile_id": "my-cafe",
    "name": "Do tags help at all?",
    "state": "running",
    "created": "2026-11-20T10:00:00+00:00",
    "ended": None,
    "arms": [
        {"name": "no tags", "policy": "current", "tags": 0, "answers": 31, "posts": 28},
        {"name": "five tags", "policy": "current", "tags": 5, "answers": 35, "posts": 33},
    ],
    "comparison": {
        "posts": 61,
        "difference_percent": 6.2,
        "low_percent": -17.0,
        "high_percent": 35.9,
        "more_posts": 1110,
        "verdict": "cannot tell yet",
        "words": "Cannot tell yet: 'five tags' earns between 17 % less and 36 % more compared with 'no tags' after 61 posts. "
        "About 1110 more would tell, should the difference stay as it is.",
    },
}


class ExperimentOut(Wire):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    experiment_id: str
    profile_id: str
    name: str
    state: Literal["running", "stopped"]
    created: datetime
    ended: datetime | None
    arms: list[ArmOut]
    comparison: ComparisonOut


class ExperimentLineOut(Wire):
    """One of the list; read it by its id for what it has shown."""

    experiment_id: str
    profile_id: str
    name: str
    state: Literal["running", "stopped"]
    created: datetime
    ended: datetime | None


class ExperimentPageOut(Wire):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"experiments": [{k: v for k, v in EXAMPLE.items() if k not in ("arms", "comparison")}], "next": None}
            ]
        }
    )

    experiments: list[ExperimentLineOut]
    next: str | None
