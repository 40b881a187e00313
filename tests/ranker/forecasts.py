"""A made-up world that is small, and the forecast that was learned from it."""

from __future__ import annotations

import functools
from dataclasses import replace

from benchmarks.reach_world import ReachWorld, Shape, make_reach_world
from hashtagger.forecast import Quantity
from ranker.forecast_learning import Demands, boundary_of, learn_stage, parts_to_keep
from ranker.forecast_material import Material, material_of
from ranker.forecast_model import Calibrated, ForecastModel
from ranker.prospects import Prospect
from ranker.quantiles import KNOWN, STAGES, Growing

SMALL_WORLD = Shape(accounts=60, posts=14, days=120, silent=0.0)
EASY = Demands(learned=50, posts=15, accounts=3, new_accounts=3)
"""So that a small world is enough."""
FEW_TREES = Growing(trees=40, leaves=8, rate=0.15, least_in_leaf=15)


@functools.lru_cache
def world(shape: Shape = SMALL_WORLD, seed: int = 1) -> ReachWorld:
    return make_reach_world(shape, seed=seed)


@functools.lru_cache
def material() -> Material:
    return material_of(world().outcomes, world().seen, {}, {})


@functools.lru_cache
def model() -> ForecastModel:
    """Of interactions, for every stage."""
    known = material().lesson(KNOWN, Quantity.INTERACTIONS)
    boundary = boundary_of(known.matrix, known.accounts)
    stages = {}
    for stage in STAGES.values():
        lesson = material().lesson(stage, Quantity.INTERACTIONS)
        parts = parts_to_keep(stage, lesson, calibrate_from=0.7)
        learned = learn_stage(stage, lesson, parts, boundary=boundary, seed=0, demands=EASY, growing=FEW_TREES)
        assert learned is not None
        stages[stage.name] = learned
    return ForecastModel("made-up", boundary, {Quantity.INTERACTIONS: stages}, len(world().outcomes))


def generous() -> ForecastModel:
    """The same, with a promise for every group."""
    stages = {}
    for name, each in model().stages[Quantity.INTERACTIONS].items():
        looks = {group.replace("small", "unknown"): by for group, by in each.corrections.items() if "small" in group}
        stages[name] = Calibrated(each.quantiles, {**each.corrections, "unknown": 0.3, **looks})
    return replace(model(), stages={Quantity.INTERACTIONS: stages})


def prospect(place: int = -1) -> Prospect:
    """The last of the posts has history; the first has none."""
    return material().prospects[place]
