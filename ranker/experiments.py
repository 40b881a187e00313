"""What an experiment has shown so far: its posts, compared by a test that may be looked at any time, and the answer in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import sqlalchemy as sa

from hashtagger.errors import BrokenArtefact, NotFound
from hashtagger.experiments import Experiment
from hashtagger.posts import PostOutcome
from hashtagger.ranking import BASELINE, CURRENT, SHADOW
from hashtagger.storage.experiments import arms_of_answers
from hashtagger.storage.outcomes import read_outcomes
from ranker import baseline
from ranker.artefacts import RANKER, Shelf
from ranker.covariates import column_names
from ranker.features import SCHEMA
from ranker.levels import LevelModel
from ranker.recount import last_model
from ranker.residuals import ResidualModel, engagement
from ranker.sequential import Comparison, compare

RIPE_H = 20.0
"""A post counts once it was looked at at this age or later: younger ones would compare hours, not tags."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_CHOOSE = "Choose current, baseline, or a version that 'hashtagger ranker list' shows."
SUSPICIOUS = 1e-3
"""Arms of sizes that chance alone makes more rarely than this were not split by chance alone."""


@dataclass(frozen=True, slots=True)
class ArmCount:
    name: str
    answers: int
    """That were given in it, but for those that another ranker had to stand in for."""
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


def unusable_because(shelf: Shelf, policy: str) -> str | None:
    """Why an arm cannot be recommended for with ``policy``; None when it can. Reads the shelf."""
    if policy in (CURRENT, BASELINE, baseline.VERSION):
        return None
    try:
        if policy == SHADOW:
            return None if shelf.shadow(RANKER) else f"There is no shadow now. {_CHOOSE}"
        schema = shelf.manifest(RANKER, policy).schema
    except NotFound:
        return f"There is no such ranker. {_CHOOSE}"
    except BrokenArtefact:
        return f"It cannot be read. {_CHOOSE}"
    return None if schema == SCHEMA else f"It was trained on other rows than this server makes. {_CHOOSE}"


def result_of(connection: sa.Connection, experiment: Experiment, *, now: datetime) -> ExperimentResult:
    """Reads the account's posts; those from before the experiment only tell what is usual for it."""
    arms = arms_of_answers(connection, experiment.id)
    history = read_outcomes(connection, since=_EVER, until=now, account=experiment.account)
    return judge(experiment, arms, history, last_model(connection)[0])


def judge(
    experiment: Experiment,
    arms: Mapping[str, str],
    history: Sequence[PostOutcome],
    model: ResidualModel | None = None,
) -> ExperimentResult:
    """
    ``arms``: recommendation → arm, of the answers that count. ``history``: all posts of the account, oldest first. ``model``:
    what is usual, learned from everybody; None where nothing was learned yet. It is never fitted to the posts that are
    compared: with so few it would explain part of what the arms did.

    A post counts for the arm that it was drawn for, whatever its creator made of the answer. Of several posts with one answer
    the first published counts: they were drawn together, not each by itself.
    """
    drawn = [each for each in _firsts(arms, history) if each.age_h >= RIPE_H]
    names = [arms[each.recommendation_id or ""] for each in drawn]
    usual = model or _level_only(history)
    residuals = usual.residuals(drawn, past_only=True, known=history) if drawn else np.empty(0)
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


def _level_only(history: Sequence[PostOutcome]) -> ResidualModel:
    """Knows no hours and no formats, only what the account's earlier posts earned."""
    nothing = (0.0,) * len(column_names(()))
    middle = float(np.median(engagement(history))) if history else 0.0
    return ResidualModel((), middle, nothing, nothing, LevelModel(1.0, 1.0), 1.0, len(history), 1)


def _firsts(arms: Mapping[str, str], history: Sequence[PostOutcome]) -> list[PostOutcome]:
    """The first post of each answer, ripe or not, so that which one counts never changes as they ripen."""
    firsts: dict[str, PostOutcome] = {}
    for each in history:
        if each.recommendation_id in arms:
            firsts.setdefault(each.recommendation_id or "", each)
    return list(firsts.values())


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
