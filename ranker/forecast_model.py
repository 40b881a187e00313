"""A trained forecast: quantile models with their corrections, as files and as answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import lightgbm as lgb
import numpy as np
import orjson

from hashtagger.errors import BrokenArtefact
from hashtagger.forecast import EARLIEST_H, LATEST_H, NEARLY_H, Early, Forecast, NoForecast, Quantity
from ranker.artefacts import Artefact
from ranker.conformal import Band, Floats, Names, applied
from ranker.prospects import PLACE, SCHEMA, Prospect, matrix_of
from ranker.quantiles import EARLY, KNOWN, NEW, STAGES, Quantiles, Stage, read_quantiles

LEAST_HISTORY = 3
"""With fewer posts of its own an account counts as new: a level of two posts says less than the followers do."""
SMALL, LARGE, UNKNOWN = "small", "large", "unknown"
"""Groups with a promise each: fewer followers than the median account, as many or more, and accounts that do not say."""
LOOK_EDGES_H = (4.0, 10.0, 20.0, LATEST_H)
"""Second looks up to each of these ages are groups of their own: what is left to come shrinks fast."""
CALIBRATION_FILE = "calibration.json"


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """The models of one stage and by how much each group's interval is widened."""

    quantiles: Quantiles
    corrections: Mapping[str, float]
    """In log units; a group that is missing is promised nothing."""

    def band(self, matrix: Floats, boundary: float) -> Band:
        """Of posts [n, len(COLUMNS)], log1p; never below what was seen early; NaN where nothing is promised."""
        band = applied(self.quantiles.band(matrix), groups_of(self.quantiles.stage, matrix, boundary), self.corrections)
        return band.floored(np.nan_to_num(matrix[:, PLACE["early"]], nan=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class ForecastModel:
    """One artefact, ready to answer; no state, so any thread may ask."""

    version: str
    boundary: float
    """log1p(followers) that divides small from large accounts; NaN when no account says its followers."""
    stages: Mapping[Quantity, Mapping[str, Calibrated]]
    posts: int
    """That it learned from."""

    def forecast(self, prospect: Prospect, early: Early | None = None) -> Forecast | NoForecast:
        """Reach where it can be promised, else interactions; with ``early`` the one of which early engagement is known."""
        if early is not None and not EARLIEST_H - NEARLY_H <= early.age_h <= LATEST_H + NEARLY_H:
            return NoForecast(
                f"a second look needs engagement seen {EARLIEST_H:g} to {LATEST_H:g} hours after publishing"
            )
        stage = stage_of(prospect, early)
        for quantity in Quantity:
            post = prospect if early is None else with_early(prospect, early, quantity)
            calibrated = self.stages.get(quantity, {}).get(stage.name)
            if post is None or calibrated is None:
                continue
            band = calibrated.band(matrix_of([post]), self.boundary)
            low, median, high = (float(np.expm1(each[0])) for each in (band.low, band.median, band.high))
            if math.isfinite(low + high):
                basis = _basis(prospect, early, quantity, self.posts)
                return Forecast(quantity, low, median, high, basis, self.version)
        return NoForecast(_why_not(stage))

    def files(self) -> dict[str, bytes]:
        """What ``read_model`` reads."""
        found: dict[str, bytes] = {}
        said: dict[str, dict[str, Any]] = {}
        for quantity, stages in self.stages.items():
            for name, each in stages.items():
                found |= {f"{quantity}-{file}": text for file, text in each.quantiles.files().items()}
                corrections = dict(each.corrections)
                said.setdefault(quantity.value, {})[name] = {"line": each.quantiles.line, "corrections": corrections}
        boundary = None if math.isnan(self.boundary) else self.boundary
        calibration = {"schema": SCHEMA, "boundary": boundary, "posts": self.posts, "stages": said}
        return found | {CALIBRATION_FILE: orjson.dumps(calibration, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)}


def read_model(artefact: Artefact) -> ForecastModel:
    """Raises ``BrokenArtefact`` when it is not a forecast, or was made from other columns than today's."""
    try:
        said = orjson.loads(artefact.files[CALIBRATION_FILE])
        if said["schema"] != SCHEMA:
            raise BrokenArtefact(
                f"forecast {artefact.manifest.version} was made from columns {said['schema']}, these are {SCHEMA}"
            )
        stages = {
            Quantity(quantity): {
                name: _calibrated(Quantity(quantity), name, each, artefact) for name, each in stages.items()
            }
            for quantity, stages in said["stages"].items()
        }
        boundary = math.nan if said["boundary"] is None else float(said["boundary"])
        return ForecastModel(artefact.manifest.version, boundary, stages, int(said["posts"]))
    except (KeyError, TypeError, ValueError, AttributeError, lgb.basic.LightGBMError) as error:
        raise BrokenArtefact(f"forecast {artefact.manifest.version} cannot be used: {error}") from error


def stage_of(prospect: Prospect, early: Early | None = None) -> Stage:
    if early is not None:
        return EARLY
    return KNOWN if prospect.account_posts >= math.log1p(LEAST_HISTORY) else NEW


def with_early(prospect: Prospect, early: Early, quantity: Quantity) -> Prospect | None:
    """The post as it is known after somebody looked; None when ``quantity`` was not seen."""
    value = early.reach if quantity is Quantity.REACH else early.interactions
    return None if value is None else replace(prospect, early=math.log1p(value), early_age=math.log1p(early.age_h))


def groups_of(stage: Stage, matrix: Floats, boundary: float) -> Names:
    """The group of each post [n]: its size, and for a second look also when that was."""
    sizes = sizes_of(matrix, boundary)
    if stage is not EARLY:
        return sizes
    age_h = np.expm1(matrix[:, PLACE["early_age"]])
    looks = np.array([f", seen before {edge:g} h" for edge in LOOK_EDGES_H])
    place = np.minimum(np.searchsorted(LOOK_EDGES_H, age_h - NEARLY_H), len(looks) - 1)
    return np.char.add(sizes, looks[place])


def sizes_of(matrix: Floats, boundary: float) -> Names:
    """Whether the account of each post [n] is small or large."""
    followers = matrix[:, PLACE["followers"]]
    with np.errstate(invalid="ignore"):
        sized = np.where(followers < boundary, SMALL, LARGE)
    return np.where(np.isnan(followers) | np.isnan(boundary), UNKNOWN, sized)


def _calibrated(quantity: Quantity, name: str, said: Mapping[str, Any], artefact: Artefact) -> Calibrated:
    mine = {
        file.removeprefix(f"{quantity}-"): text for file, text in artefact.files.items() if file.startswith(quantity)
    }
    corrections = {str(group): float(value) for group, value in said["corrections"].items()}
    return Calibrated(read_quantiles(STAGES[name], mine, said["line"]), corrections)


def _basis(prospect: Prospect, early: Early | None, quantity: Quantity, posts: int) -> str:
    own = round(math.expm1(prospect.account_posts))
    words = f"from {posts:,} posts of other accounts"
    if own >= LEAST_HISTORY:
        words = f"from {own:,} posts of this account and {posts:,} of others"
    if early is None:
        return words
    seen = f"a reach of {early.reach:,.0f}" if quantity is Quantity.REACH else f"{early.interactions:,.0f} interactions"
    return f"{words}, and from {seen} after {early.age_h:.3g} hours"


def _why_not(stage: Stage) -> str:
    if stage is EARLY:
        return "too few posts of accounts of this size were looked at twice to promise a second forecast"
    if stage is NEW:
        few = f"the account has fewer than {LEAST_HISTORY} posts with known engagement"
        return f"{few}, and too little is known of other new accounts of its size"
    return "too few posts of accounts of this size are known to promise an interval"
