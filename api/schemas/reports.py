"""What travels over the wire for the lift report."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire


class IntervalOut(Wire):
    """Natural log units of interactions: 0.03 is about 3 % more. 95 % where nothing else is said, whole accounts drawn."""

    estimate: float
    low: float
    high: float


class ComparisonOfPoliciesOut(Wire):
    """Another policy instead of the one that answered, told from the tags that chance brought in (docs/off-policy.md)."""

    current: str
    other: str
    target: str
    words: str
    verdict: str = Field(description="better, worse, no measurable effect, or refused: and why.")
    verdict_level: float = Field(description="0.98: how often an interval such as verdict_interval holds the truth.")
    verdict_interval: IntervalOut | None = Field(
        description="The doubly robust estimate at that level; better and worse leave 0 out of it."
    )
    answers: int
    with_post: float
    supported: float = Field(description="Share of the answers that the estimates are about.")
    changed: float = Field(description="Share of those in which the target shows other tags.")
    tags_changed: float = Field(description="How many others it shows there, on average.")
    accounts: int
    effective_samples: float
    ips: IntervalOut | None
    snips: IntervalOut | None
    dr: IntervalOut | None = Field(description="The estimate that the verdict is taken from, with its 95 % interval.")
    direct: IntervalOut | None
    detectable: float | None = Field(
        description="A true difference of this size would give a verdict in four of five such logs, log units."
    )
    notes: list[str]


class PositionOut(Wire):
    position: int
    shown: int
    removed: int


class LiftReportOut(Wire):
    """The newest report of the nightly job."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "made": "2026-11-20T03:31:00+00:00",
                    "since": "2026-05-24T03:31:00+00:00",
                    "posts": 5120,
                    "posts_with_an_answer": 4890,
                    "policies": {"baseline-1": 4890},
                    "feedback": [{"position": 1, "shown": 3100, "removed": 210}],
                    "comparisons": [],
                    "words": "No other policy was watched beside the one that answers, so there is nothing to compare.",
                }
            ]
        }
    )

    made: datetime | None = Field(description="null before the first night.")
    since: datetime | None
    posts: int
    posts_with_an_answer: int
    policies: dict[str, int] = Field(description="Answers with a known post, by the policy that ordered them.")
    feedback: list[PositionOut]
    comparisons: list[ComparisonOfPoliciesOut]
    words: str
