"""An experiment as others see it, as plain values: over the HTTP API, in exports and in reports by mail."""

from __future__ import annotations

import math
from typing import Any

from hashtagger.experiments import Arm, Experiment
from ranker.experiments import ArmCount, ExperimentResult


def as_answer(result: ExperimentResult) -> dict[str, Any]:
    """What has come out so far; differences in percent, null where they are not known yet."""
    seen = result.comparison
    arms = zip(result.experiment.arms, result.arms, strict=True)
    return {
        **line_of(result.experiment),
        "arms": [_arm(arm, count) for arm, count in arms],
        "comparison": {
            "posts": seen.posts,
            "difference_percent": _percent(seen.difference) if seen.posts else None,
            "low_percent": _percent(seen.low),
            "high_percent": _percent(seen.high),
            "more_posts": seen.more_posts,
            "verdict": result.verdict,
            "words": result.words,
        },
    }


def line_of(experiment: Experiment) -> dict[str, Any]:
    """One of a list: without what it has shown."""
    return {
        "experiment_id": experiment.id,
        "profile_id": experiment.account.profile_id,
        "name": experiment.name,
        "state": experiment.state.value,
        "created": experiment.created,
        "ended": experiment.ended,
    }


def _arm(arm: Arm, count: ArmCount) -> dict[str, Any]:
    return {"name": arm.name, "policy": arm.policy, "tags": arm.tags, "answers": count.answers, "posts": count.posts}


def _percent(log_units: float) -> float | None:
    return round(100.0 * math.expm1(log_units), 1) if math.isfinite(log_units) else None
