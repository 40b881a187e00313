"""What the ranker learns in worlds whose truth is known, by label and weight, and what its gate lets through.

    python -m benchmarks.ranker_learning [--quick | --size POSTS]

Worlds of ``benchmarks/creator_world``: creators keep what fits and what stands at the top, tags have hidden lifts. First table:
one model a world for each way to label; the gain is the true expected log engagement that its five tags add to new posts, less
that of the five most relevant; ``best known`` orders by what is believed of each tag's lift. Second table: whole trainings with
their gate, for three sizes of lift, and for worlds without any where creators who are in a hurry to publish keep other numbers of
tags and earn another amount. Third table: how often a gate that is asked every night lets a model pass that is worth nothing, for
posts whose values are independent. The last line is JSON. ``--size``: only how long one training of so many posts takes, and the
most memory that this program ever had.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.creator_world.behaviour import keep_chances
from benchmarks.creator_world.logs import Log, Logging, make_log, true_values
from benchmarks.creator_world.posts import make_posts
from benchmarks.creator_world.views import logged_answers
from benchmarks.creator_world.world import Scenario, World, make_world
from benchmarks.report import arguments, finish, table
from hashtagger.recommend.diversify import RELEVANCE_FLOOR
from ranker.bootstrap import cluster_interval
from ranker.dataset import Table, cuts_of, split, tables_of
from ranker.features import NAMES
from ranker.gate import Outcome, judge
from ranker.labels import CLIP, NEUTRAL, REMOVED, group_of
from ranker.learn import learn
from ranker.logged import LoggedAnswer
from ranker.training import Collected, train
from ranker.weights import weigh

BAR = {"promoted_without_lift_at_most": 0.1, "gain_low_above": 0.0}
NEW_POSTS = 2_000
HURRY = -0.2
"""Log units of engagement of each kept tag beyond those to be expected; none is due to a tag."""
NIGHTS = (1, 30, 90, 365)
WINDOW_NIGHTS, POSTS_A_NIGHT = 54, 30
"""Of the posts that judge: the last 30 % of ``HASHTAGGER_RANKER__WINDOW_DAYS``."""
TAG_LIFT, RELEVANCE = NAMES.index("tag_lift"), NAMES.index("relevance")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to label and to weigh. ``removed``: the grade of a removed tag."""

    removed: int = NEUTRAL
    clip: float = CLIP
    debias: bool = True


WAYS: Mapping[str, Way] = {
    "as it is": Way(),
    "removed tags have grade 1": Way(removed=1),
    "removed tags have grade 0": Way(removed=0),
    "no positions": Way(debias=False),
    "no propensities": Way(clip=1.0),
    "propensities cut at 10": Way(clip=10.0),
}


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One world: answers to learn from, new posts to judge on."""

    world: World
    answers: list[LoggedAnswer]
    new: Log
    rows: NDArray[np.float32]
    """[NEW_POSTS · k, features]"""

    def gain(self, scores: Floats) -> float:
        relevance = self.new.posts.relevance
        fit = np.where(relevance >= RELEVANCE_FLOOR, scores.reshape(relevance.shape), -np.inf)
        shown, usual = (np.argsort(-order, axis=1, kind="stable")[:, :5] for order in (fit, relevance))
        values = true_values(self.world, self.new.posts, shown) - true_values(self.world, self.new.posts, usual)
        return float(np.mean(values))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--size", type=int, metavar="POSTS", help="only measure one training of so many posts")
    options = parser.parse_args()
    if options.size is not None:
        finish({"benchmark": "ranker_learning", **size_of(options.size)}, bar={}, passed=True)
        return
    runs, posts, gated = (8, 2_000, 2) if options.quick else (12, 4_000, 12)
    worlds = [make_run(1.0, posts, seed) for seed in range(runs)]
    labels = [label_row(name, [gain_of(run, way) for run in worlds]) for name, way in WAYS.items()]
    labels.append(label_row("best known", [run.gain(_believed(run.rows)) for run in worlds]))
    table(labels)
    gates = [gate_row(lift, posts, gated) for lift in (0.0, 1.0, 3.0)]
    gates.append(gate_row(0.0, posts, gated, hurry=HURRY))
    table(gates)
    nights = [night_row(span, spans=200 if options.quick else 2_000) for span in NIGHTS]
    table(nights)
    allowed = BAR["promoted_without_lift_at_most"] * gated
    passed = max(gates[0]["promoted"], gates[-1]["promoted"]) <= allowed and float(labels[0]["low"]) > 0
    figures = {"posts": posts, "labels": labels, "gates": gates, "nights": nights}
    finish({"benchmark": "ranker_learning", **figures}, bar=BAR, passed=bool(passed))


def make_run(lift: float, posts: int, seed: int, *, hurry: float = 0.0) -> Run:
    rng = np.random.default_rng(seed)
    world = make_world(Scenario(lift=lift, accounts=max(50, posts // 20)), rng)
    log = make_log(world, make_posts(world, posts, rng), rng, Logging())
    answers = list(logged_answers(world, _in_a_hurry(world, log, hurry) if hurry else log))
    new = make_log(world, make_posts(world, NEW_POSTS, rng), rng, Logging())
    return Run(world, answers, new, np.concatenate([each.rows for each in logged_answers(world, new)]))


def gain_of(run: Run, way: Way) -> float:
    collected = collected_of(run.answers, way.clip)
    slices = split(collected.groups, collected.outcomes, cuts_of(collected.groups), fold=None)
    tables = [_relabelled(each, way) for each in tables_of(slices, collected.outcomes)]
    return run.gain(learn(tables[0], tables[1], debias=way.debias).scores(run.rows))


def collected_of(answers: list[LoggedAnswer], clip: float = CLIP) -> Collected:
    groups = [group for answer in answers if (group := group_of(answer, clip=clip)) is not None]
    outcomes = [answer.outcome for answer in answers if answer.outcome is not None]
    return Collected(groups, outcomes, {"answers_used": len(groups)})


def label_row(name: str, gains: list[float]) -> dict[str, str | float]:
    found = cluster_interval(gains, list(range(len(gains))))
    return {"order": name, "gain": found.estimate, "low": found.low, "high": found.high}


def gate_row(lift: float, posts: int, runs: int, *, hurry: float = 0.0) -> dict[str, float]:
    """Promotions, and what all learned models, promoted or not, would have earned."""
    promoted, gains, best = 0, [], []
    for seed in range(1_000, 1_000 + runs):
        run = make_run(lift, posts, seed, hurry=hurry)
        collected = collected_of(run.answers)
        training = train(collected)
        verdict = judge(training.held, weigh(collected.groups)[1], collected.counts)
        promoted += verdict.outcome is Outcome.PROMOTED
        gains.append(run.gain(training.learned.scores(run.rows)))
        best.append(run.gain(_believed(run.rows)))
    return {
        "lift": lift,
        "hurry": hurry,
        "runs": runs,
        "promoted": promoted,
        "gain": float(np.mean(gains)),
        "best known": float(np.mean(best)),
    }


def night_row(nights: int, *, spans: int) -> dict[str, float]:
    """The share of ``spans`` of so many nights in which at least one model that is worth nothing passes at 95 %."""
    rng, posts = np.random.default_rng(0), WINDOW_NIGHTS * POSTS_A_NIGHT
    passed = 0
    for _ in range(spans):
        values = rng.normal(size=(nights + WINDOW_NIGHTS, POSTS_A_NIGHT))
        sums, squares = (np.concatenate([[0.0], each.sum(axis=1).cumsum()]) for each in (values, values**2))
        mean, square = ((each[WINDOW_NIGHTS:-1] - each[: -WINDOW_NIGHTS - 1]) / posts for each in (sums, squares))
        passed += bool(np.any(mean > 1.96 * np.sqrt((square - mean**2) / posts)))
    return {"nights": nights, "spans": spans, "a pass in": passed / spans}


def size_of(posts: int) -> dict[str, float]:
    """One whole training."""
    collected = collected_of(make_run(1.0, posts, 0).answers)
    start = time.perf_counter()
    train(collected)
    seconds = time.perf_counter() - start
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"posts": len(collected.groups), "seconds": round(seconds, 1), "peak_mib": round(peak_kib / 1024)}


def _in_a_hurry(world: World, log: Log, hurry: float) -> Log:
    """Posts that kept more tags than those places and their fit let expect earn ``hurry`` for each, whichever these are."""
    fit = np.take_along_axis(log.posts.relevance, log.shown, axis=1)
    places = np.arange(1, log.shown.shape[1] + 1)
    usual = keep_chances(places, fit, attention=world.scenario.attention).sum(axis=1)
    return replace(log, earned=log.earned + hurry * (log.kept.sum(axis=1) - usual))


def _relabelled(found: Table, way: Way) -> Table:
    return replace(found, grades=np.where(found.use == REMOVED, way.removed, found.grades).astype(np.int32))


def _believed(rows: NDArray[np.float32]) -> Floats:
    """By lift, equal ones by relevance."""
    return rows[:, TAG_LIFT].astype(np.float64) + 1e-4 * rows[:, RELEVANCE]


if __name__ == "__main__":
    main()
