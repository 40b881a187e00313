"""What an experiment has shown so far: its posts, compared by a test that may be looked at any time, and the answer in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import sqlalchemy as sa

from hashtagger.experiments import Experiment
from hashtagger.posts import PostOutcome
from hashtagger.storage.experiments import arms_of_answers
from hashtagger.storage.outcomes import read_outcomes
from ranker.residuals import fit
from ranker.sequential import Comparison, compare

RIPE_H = 20.0
"""A post counts once it was looked at at this age or later: younger ones would compare hours, not tags."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
SUSPICIOUS = 1e-3
"""Arms of sizes that chance alone makes more rarely than this were not split by chance alone."""


@dataclass(frozen=True, slots=True)
class ArmCount:
    name: str
    answers: int
    """That were given in it."""
    posts: int
    """Published with one of them, with known engagement at a fitting age."""


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    experiment: Experiment
    arms: tuple[ArmCount, ArmCount]
    comparison: Comparison
    uneven: bool
    """Whether far more posts of one arm came back than of the other, so that they cannot be compared."""

    @property
    def verdict(self) -> str:
        return "uneven arms" if self.uneven else self.comparison.verdict

    @property
    def words(self) -> str:
        """The answer as a person would give it."""
        first, second = (arm.name for arm in self.experiment.arms)
        seen = self.comparison
        if self.uneven:
            counts = " and ".join(f"{arm.posts} of '{arm.name}'" for arm in self.arms)
            return (
                f"Cannot be compared: {counts} came back, which chance hardly does. Something drops posts of one arm: "
                "look whether all are published and reported alike."
            )
        if seen.verdict != "cannot tell yet":
            return (
                f"'{second}' is {seen.verdict} than '{first}': posts earn {_percent(seen.difference)}, "
                f"between {_percent(seen.low)} and {_percent(seen.high)}, after {_posts(seen.posts)}."
            )
        if not math.isfinite(seen.low):
            return f"Cannot tell yet: {_posts(seen.posts)} so far, and the first look is at 20."
        between = f"'{second}' earns between {_percent(seen.low)} and {_percent(seen.high)} compared with '{first}'"
        if seen.more_posts is None:
            return (
                f"Cannot tell yet: {between} after {_posts(seen.posts)}. A difference as small as now would never show."
            )
        return (
            f"Cannot tell yet: {between} after {_posts(seen.posts)}. "
            f"About {seen.more_posts} more would tell, should the difference stay as it is."
        )


def result_of(connection: sa.Connection, experiment: Experiment, *, now: datetime) -> ExperimentResult:
    """Reads the account's posts; those from before the experiment only tell what is usual for it."""
    arms = arms_of_answers(connection, experiment.id)
    history = read_outcomes(connection, since=_EVER, until=now, account=experiment.account)
    return judge(experiment, arms, history)


def judge(experiment: Experiment, arms: Mapping[str, str], history: Sequence[PostOutcome]) -> ExperimentResult:
    """
    ``arms``: recommendation → arm. ``history``: all posts of the account, oldest first.

    A post counts for the arm that it was drawn for, whatever its creator made of the answer.
    """
    drawn = [each for each in history if each.recommendation_id in arms and each.age_h >= RIPE_H]
    names = [arms[each.recommendation_id or ""] for each in drawn]
    residuals = fit(history).residuals(drawn, past_only=True, known=history) if drawn else np.empty(0)
    first, second = experiment.arms
    answers, posts = Counter(arms.values()), Counter(names)
    return ExperimentResult(
        experiment,
        (
            ArmCount(first.name, answers[first.name], posts[first.name]),
            ArmCount(second.name, answers[second.name], posts[second.name]),
        ),
        compare(residuals, np.array([name == second.name for name in names], dtype=bool)),
        _is_uneven(posts[first.name], posts[second.name]),
    )


def _is_uneven(first: int, second: int) -> bool:
    """A two-sided binomial test at one half, by its normal approximation with continuity correction."""
    total = first + second
    if total < 20:
        return False
    distance = max(0.0, abs(first - second) - 1.0) / math.sqrt(total)
    return math.erfc(distance / math.sqrt(2.0)) < SUSPICIOUS


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"


def _percent(log_units: float) -> str:
    """
    >>> _percent(0.05), _percent(-0.2), _percent(0.001)
    ('5 % more', '18 % less', '0 % more')
    """
    percent = round(100.0 * math.expm1(log_units))
    return f"{abs(percent)} % {'less' if percent < 0 else 'more'}"
