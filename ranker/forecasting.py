"""Trains the forecast from the database, judges it on the newest posts, and promotes it only when it keeps its promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from hashtagger.forecast import AT_H, LEVEL, Quantity
from hashtagger.settings import Settings
from hashtagger.storage.database import Database
from ranker.artefacts import FORECAST, Shelf
from ranker.conformal import Coverage
from ranker.forecast_learning import (
    DEMANDS,
    Demands,
    Lesson,
    boundary_of,
    judge_stage,
    learn_stage,
    parts_of,
    parts_to_keep,
)
from ranker.forecast_material import Material, read_material
from ranker.forecast_model import Calibrated, ForecastModel
from ranker.prospects import SCHEMA
from ranker.quantiles import KNOWN, STAGES, Stage

CALIBRATE_FROM, JUDGE_FROM = 0.6, 0.8
"""When it is judged: shares of the posts in the order of time."""
KEEP_FROM = 0.8
"""When it is kept: the newest posts are what it is calibrated on."""
BAR = (LEVEL - 0.05, LEVEL + 0.05)
"""Share of the judged posts of each group that must have ended inside their intervals."""
TIGHT_BAR = (LEVEL - 0.02, LEVEL + 0.02)
TIGHT_FROM = 1000
"""The same where so many posts judge a group: with fewer chance alone moves the share by more."""
SEED = 5
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """How one stage did on posts that it had not seen."""

    coverage: Mapping[str, Coverage]
    """Group → what came of it; only groups with enough posts."""
    kept: frozenset[str]
    """Groups that may be promised something."""
    why: str
    """Why not all of it is kept; '' when it is."""


def train_forecast(
    database: Database, settings: Settings, shelf: Shelf, *, now: datetime, demands: Demands = DEMANDS
) -> Mapping[str, int]:
    """
    Learn from the posts of the last ``settings.ranker.window_days`` and keep what was learned on ``shelf``.

    It becomes current when accounts with history get an interval that holds 78 to 82 % of the newest posts (75 to 85 %
    where fewer than ``TIGHT_FROM`` judge), in each group that has enough of them; groups of other stages that do not are
    left out. Answers how many posts there were, how many stages were kept, and whether it was promoted (0 or 1). Blocks,
    for seconds to a minute.
    """
    since = now - timedelta(days=settings.ranker.window_days)
    with database.reading() as connection:
        material = read_material(connection, since=since, until=now)
    posts = len(material.lesson(KNOWN, Quantity.INTERACTIONS).truth)
    if posts < settings.ranker.min_posts:
        log.info("forecast_not_trained", posts=posts)
        return {"posts": posts, "stages": 0, "promoted": 0}
    boundary = _boundary(material)
    trials, kept = {}, {}
    for quantity, stage in _all_stages():
        lesson = material.lesson(stage, quantity)
        trial = trials[quantity, stage] = try_stage(lesson, stage, boundary, demands)
        if trial.kept and (calibrated := _keep(lesson, stage, boundary, trial, demands)) is not None:
            kept[quantity, stage] = calibrated
    passed = any(stage is KNOWN for _, stage in kept)
    facts = _card(material, trials, passed, boundary, since, now)
    model = ForecastModel("", boundary, _by_quantity(kept), len(material.outcomes))
    version = shelf.put(FORECAST, model.files(), facts=facts, now=now).version
    if passed:
        shelf.promote(FORECAST, version, now=now)
    shelf.tidy(FORECAST)
    log.info("forecast_trained", version=version, promoted=passed, posts=posts)
    return {"posts": posts, "stages": len(kept), "promoted": int(passed)}


def try_stage(lesson: Lesson, stage: Stage, boundary: float, demands: Demands = DEMANDS) -> Trial:
    """
    Learn from the older posts, judge on the newest.

    Accounts with history keep all groups or none, so that none of them pays for the forecast of another.
    """
    parts = parts_of(stage, lesson, calibrate_from=CALIBRATE_FROM, judge_from=JUDGE_FROM)
    model = learn_stage(stage, lesson, parts, boundary=boundary, seed=SEED, demands=demands)
    if model is None:
        return Trial({}, frozenset(), f"too few posts: {len(lesson.truth)}")
    found = judge_stage(model, lesson, parts.judged, boundary=boundary)
    least = demands.accounts_for(stage)
    enough = {g: one for g, one in found.items() if one.posts >= demands.posts and one.accounts >= least}
    if not enough:
        return Trial({}, frozenset(), "too few posts to judge it by")
    kept = frozenset(group for group, one in enough.items() if _holds(one))
    missed = [f"{group} {100 * one.share:.1f} %" for group, one in enough.items() if group not in kept]
    if not missed:
        return Trial(enough, kept, "")
    return Trial(enough, frozenset() if stage is KNOWN else kept, f"does not keep its promise: {', '.join(missed)}")


def _holds(found: Coverage) -> bool:
    low, high = TIGHT_BAR if found.posts >= TIGHT_FROM else BAR
    return low <= found.share <= high


def _keep(lesson: Lesson, stage: Stage, boundary: float, trial: Trial, demands: Demands) -> Calibrated | None:
    """Learned again, with the newest posts; only groups that kept their promise are promised anything."""
    parts = parts_to_keep(stage, lesson, calibrate_from=KEEP_FROM)
    model = learn_stage(stage, lesson, parts, boundary=boundary, seed=SEED, demands=demands)
    if model is None:
        return None
    corrections = {group: by for group, by in model.corrections.items() if group in trial.kept}
    return replace(model, corrections=corrections) if corrections else None


def _all_stages() -> list[tuple[Quantity, Stage]]:
    return [(quantity, stage) for quantity in Quantity for stage in STAGES.values()]


def _boundary(material: Material) -> float:
    lesson = material.lesson(KNOWN, Quantity.INTERACTIONS)
    return boundary_of(lesson.matrix, lesson.accounts)


def _by_quantity(kept: Mapping[tuple[Quantity, Stage], Calibrated]) -> dict[Quantity, dict[str, Calibrated]]:
    found: dict[Quantity, dict[str, Calibrated]] = {}
    for (quantity, stage), model in kept.items():
        found.setdefault(quantity, {})[stage.name] = model
    return found


def _card(
    material: Material,
    trials: Mapping[tuple[Quantity, Stage], Trial],
    passed: bool,
    boundary: float,
    since: datetime,
    until: datetime,
) -> dict[str, Any]:
    why = trials[Quantity.INTERACTIONS, KNOWN].why or "keeps its promise on the newest posts"
    judged = {
        f"{quantity}, {stage.name}": {
            "kept": sorted(trial.kept),
            "why_not": trial.why,
            "coverage": {group: asdict(one) for group, one in trial.coverage.items()},
        }
        for (quantity, stage), trial in trials.items()
    }
    return {
        "schema": SCHEMA,
        "gate": {"passed": passed, "why": why},
        "level": LEVEL,
        "at_h": AT_H,
        "bar": {"fewer_posts": BAR, f"from_{TIGHT_FROM}_posts": TIGHT_BAR},
        "window": {"since": since, "until": until},
        "posts": len(material.outcomes),
        "accounts": len({each.account for each in material.outcomes}),
        "boundary_log1p_followers": boundary,
        "judged": judged,
    }
