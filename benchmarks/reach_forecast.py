"""Whether forecasts keep their promise in made-up worlds where posts grow, after a second look, and when the world drifts.

    python -m benchmarks.reach_forecast [--quick]

The 80 % interval of each stage and group, on posts later than everything that was learned (new accounts: on other accounts);
then in a world that drifts, learned once and learned again every nine days. The bar is for the two halves of accounts with
history: of new accounts and of those that do not say their followers there are too few to tell. The last line is JSON.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.reach_world import ReachWorld, Shape, make_reach_world
from benchmarks.report import arguments, finish, table
from hashtagger.forecast import Early, Quantity
from ranker.conformal import Coverage
from ranker.features import FEATURES
from ranker.forecast_learning import Demands, Parts, boundary_of, judge_stage, learn_stage, parts_of
from ranker.forecast_material import Material, material_of
from ranker.forecast_model import UNKNOWN, Calibrated, ForecastModel
from ranker.forecasting import CALIBRATE_FROM, JUDGE_FROM, SEED
from ranker.prospects import prospect_of
from ranker.quantiles import KNOWN, STAGES

BAR = {"coverage_from": 0.75, "coverage_to": 0.85, "early_is_narrower": True, "one_forecast_ms": 1.0}
WORLD_SEED = 3
DRIFT_FROM = 0.75
WEEKS = 5
ANY_ACCOUNTS = Demands(new_accounts=1)
"""New accounts are shown as they come out; the service asks for more of them before it promises anything."""


def main() -> None:
    options = arguments(__doc__).parse_args()
    shape = Shape(accounts=250) if options.quick else Shape(accounts=800)
    world = make_reach_world(shape, seed=WORLD_SEED)
    begun = time.process_time()
    steady = material(world)
    per_post_ms = 1000 * (time.process_time() - begun) / len(world.outcomes)
    boundary = _boundary(steady)
    rows: list[Mapping[str, Any]] = []
    factors: dict[tuple[Quantity, str], float] = {}
    models: dict[Quantity, dict[str, Calibrated]] = {}
    for quantity in Quantity:
        models[quantity] = {}
        for stage in STAGES.values():
            lesson = steady.lesson(stage, quantity)
            parts = parts_of(stage, lesson, calibrate_from=CALIBRATE_FROM, judge_from=JUDGE_FROM)
            model = learn_stage(stage, lesson, parts, boundary=boundary, seed=SEED, demands=ANY_ACCOUNTS)
            assert model is not None, "the world is large enough"
            models[quantity][stage.name] = model
            found = judge_stage(model, lesson, parts.judged, boundary=boundary)
            factors[quantity, stage.name] = float(np.median([one.factor for one in found.values()]))
            rows += [_row(f"{quantity}, {stage.name}", group, one) for group, one in found.items()]
    drifting = Shape(accounts=shape.accounts, drift_from=DRIFT_FROM, drift=0.3)
    drifted = after_drift(material(make_reach_world(drifting, seed=WORLD_SEED)))
    rows += drifted
    table(rows)
    spent_ms = one_forecast_ms(ForecastModel("", boundary, models, 1))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"one forecast: {spent_ms:.2f} ms; what was known of one post: {per_post_ms:.2f} ms of one core; peak {peak_mib:.0f} MiB"
    )
    told = ("known", "early", "days")
    judged = [row for row in rows if str(row["what"]).endswith(told) and not str(row["group"]).startswith(UNKNOWN)]
    kept = all(BAR["coverage_from"] <= float(row["coverage"]) <= BAR["coverage_to"] for row in judged)
    narrower = all(factors[quantity, "early"] < factors[quantity, "known"] for quantity in Quantity)
    finish(
        {
            "benchmark": "reach_forecast",
            "coverage": {f"{row['what']}, {row['group']}": round(float(row["coverage"]), 3) for row in rows},
            "factor": {f"{row['what']}, {row['group']}": round(float(row["factor"]), 2) for row in rows},
            "one_forecast_ms": round(spent_ms, 3),
            "posts": len(world.outcomes),
            "one_post_known_cpu_ms": round(per_post_ms, 3),
            "peak_mib": round(peak_mib),
        },
        bar=BAR,
        passed=kept and narrower and spent_ms < BAR["one_forecast_ms"],
    )


def material(world: ReachWorld) -> Material:
    return material_of(world.outcomes, world.seen, {}, {})


def after_drift(drifting: Material) -> list[Mapping[str, Any]]:
    """Interactions of accounts with history, over the last weeks: learned once before the drift, and anew before each week."""
    lesson, boundary = drifting.lesson(KNOWN, Quantity.INTERACTIONS), _boundary(drifting)
    edges = np.linspace(DRIFT_FROM, 1.0, WEEKS + 1)
    rows = []
    for title, again in (("drift, learned once", False), ("drift, learned every nine days", True)):
        found: dict[str, list[Coverage]] = {}
        for begin, end in pairwise(edges.tolist()):
            until = begin if again else DRIFT_FROM
            past = lesson.order < until
            aside = past & (lesson.order >= 0.8 * until)
            judged = (lesson.order >= begin) & (lesson.order < end)
            model = learn_stage(KNOWN, lesson, Parts(past & ~aside, aside, judged), boundary=boundary, seed=SEED)
            assert model is not None, "the world is large enough"
            for group, one in judge_stage(model, lesson, judged, boundary=boundary).items():
                found.setdefault(group, []).append(one)
        rows += [_row(title, group, _together(several)) for group, several in found.items()]
    return rows


def one_forecast_ms(model: ForecastModel) -> float:
    """From the rows of five tags to an interval; the slower of a first and a second forecast, median of 300."""
    rows = np.zeros((5, len(FEATURES)), dtype=np.float32)
    slowest = 0.0
    for early in (None, Early(6.0, 100.0, 1000.0)):
        spent = []
        for _ in range(300):
            begun = time.perf_counter()
            model.forecast(prospect_of(rows), early)
            spent.append(time.perf_counter() - begun)
        slowest = max(slowest, float(np.median(spent)))
    return 1000 * slowest


def _boundary(learned_from: Material) -> float:
    lesson = learned_from.lesson(KNOWN, Quantity.INTERACTIONS)
    return boundary_of(lesson.matrix, lesson.accounts)


def _together(several: list[Coverage]) -> Coverage:
    posts = sum(one.posts for one in several)

    def mean(name: str) -> float:
        return sum(float(getattr(one, name)) * one.posts for one in several) / posts

    return Coverage(posts, max(one.accounts for one in several), mean("share"), mean("factor"), mean("error"))


def _row(what: str, group: str, found: Coverage) -> Mapping[str, Any]:
    return {
        "what": what,
        "group": group,
        "posts": found.posts,
        "coverage": found.share,
        "factor": found.factor,
        "error": found.error,
    }


if __name__ == "__main__":
    main()
