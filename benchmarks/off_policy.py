"""Whether the off-policy report may be believed: on simulated logs of which the truth is known.

    python -m benchmarks.off_policy [--quick] [--data DIR]

Each run is a new world of ``benchmarks/creator_world``: 800 creators, posts with 20 candidates, five shown, one of them left to
chance in a quarter of the answers, as the service does it beside a shadow (``hashtagger/recommend/exploration.py``). The judged
policy brings in the tag that promises most, where one promises enough: in about two fifths of the answers.

coverage   a true lift of 3 %: how often the 95 % interval holds the truth, and the error of each estimate. Three kinds of worlds:
           the above; a target that changes as many tags as it likes; a target that falls for praise that is not deserved
order      what it costs that only tags are judged and not their places: the exact bias for targets that change one place
zero       50,000 posts, hidden lifts 0: how often the report says "no measurable effect"
found      50,000 posts, a true lift of 3 %: how often it says "better"
power      what has to be known for other rates and targets: standard errors, and the power that follows from them

The bar is that of the first world, of zero and of found. Standard output ends with one JSON line.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from math import erf, sqrt
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.creator_world.logs import SHOWN, Logging, better_slates, greedy_slates, make_log, true_values
from benchmarks.creator_world.posts import make_posts
from benchmarks.creator_world.views import contrasts
from benchmarks.creator_world.world import Scenario, make_world
from benchmarks.report import arguments, finish, table
from hashtagger.recommend.exploration import pool_chances
from hashtagger.settings import RankerSettings
from ranker.judging.posts_2017 import read_posts
from ranker.offpolicy import OffPolicyReport, report
from ranker.residuals import fit
from ranker.swaps import contrast_weights

ESTIMATORS = ("ips", "snips", "dr", "direct")
JUDGED = ("ips", "snips", "dr")
LIFT = 0.03
DRAWS = 1000
QUANTILE = 2.326
"""Of the verdict's interval (``ranker.offpolicy.VERDICT_LEVEL``)."""

PLAIN, MANY, ALL = Scenario(), Scenario(lifted=0.1), Scenario(lifted=1.0, size=0.05)
QUARTER = Logging()


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of target and of logging, with the words that a table has for it."""

    title: str
    scenario: Scenario = PLAIN
    logging: Logging = QUARTER


CASES = (
    Case("one tag of 25 has a lift, one swap"),
    Case("  same, rate 0.5", logging=Logging(rate=0.5)),
    Case("  same, rate 0.1", logging=Logging(rate=0.1)),
    Case("one of 10, one swap", MANY),
    Case("one of 10, as many swaps as it likes", MANY, Logging(most_swaps=5)),
    Case("  same, rate 0.5", MANY, Logging(rate=0.5, most_swaps=5)),
    Case("every tag has some, one swap", ALL),
    Case("every tag has some, as many swaps as it likes", ALL, Logging(most_swaps=5)),
    Case("  same, rate 0.5", ALL, Logging(rate=0.5, most_swaps=5)),
)
PLAIN_CASE, MANY_SWAPS = CASES[0], CASES[7]
FOOLED = Case("praise that is not deserved", Scenario(praised=0.04))


@dataclass(frozen=True, slots=True)
class Runs:
    """How many worlds each figure is made of."""

    coverage: int
    many: int
    fooled: int
    zero: int
    found: int
    power: int


WHOLE, QUICK = Runs(400, 600, 40, 500, 200, 2), Runs(30, 10, 0, 10, 10, 1)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, help="a folder with ig_posts_2017.csv, to compare the noise of real posts")
    options = parser.parse_args()
    if options.data is not None:
        print(f"real posts: residual engagement has a standard deviation of {real_noise(options.data):.2f}\n")
    runs = QUICK if options.quick else WHOLE
    rows = [
        *coverage(PLAIN_CASE, runs.coverage, posts=20_000, lift=LIFT, first_seed=0),
        *coverage(MANY_SWAPS, runs.many, posts=20_000, lift=LIFT, first_seed=50_000),
        *coverage(FOOLED, runs.fooled, posts=50_000, lift=None, first_seed=40_000),
    ]
    table(rows)
    places = [order_bias(attention, place) for attention in (0.04, 0.08) for place in (1, 3, 5)]
    print()
    table(places)
    zero = share("no measurable effect", PLAIN_CASE, runs.zero, lift=0.0, first_seed=10_000)
    print(f"\nlift 0, 50,000 posts: 'no measurable effect' in {zero:.1%} of {runs.zero} runs", flush=True)
    found = share("better", PLAIN_CASE, runs.found, lift=LIFT, first_seed=20_000)
    print(f"lift 3 %, 50,000 posts: 'better' in {found:.1%} of {runs.found} runs\n", flush=True)
    powers = [power(case, runs.power) for case in CASES]
    table(powers)
    bar = bar_of(options.quick, runs.coverage)
    held = [float(row["coverage"]) for row in rows[: len(ESTIMATORS)] if row["estimate"] in JUDGED]
    finish(
        {
            "benchmark": "off_policy",
            "runs": asdict(runs),
            "coverage": rows,
            "order": places,
            "zero": zero,
            "found": found,
            "power": powers,
        },
        bar=bar,
        passed=all(bar["coverage_from"] <= each <= bar["coverage_to"] for each in held)
        and zero >= bar["zero"]
        and found >= bar["found"],
    )


def bar_of(quick: bool, runs: int) -> dict[str, float]:
    """Two standard errors of a share measured so often are added for a quick run, which can tell less."""
    if not quick:
        return {"coverage_from": 0.93, "coverage_to": 0.97, "zero": 0.95, "found": 0.80}
    slack = 2 * sqrt(0.95 * 0.05 / runs)
    return {"coverage_from": round(0.93 - slack, 3), "coverage_to": 1.0, "zero": 0.80, "found": 0.60}


def coverage(case: Case, runs: int, *, posts: int, lift: float | None, first_seed: int) -> list[dict[str, float | str]]:
    """A row for each estimator."""
    found = several(case, runs, posts=posts, lift=lift, first_seed=first_seed)
    return [summary(case.title, name, found) for name in ESTIMATORS] if runs else []


def order_bias(attention: float, place: int) -> dict[str, float]:
    """
    For a target that brings one tag in at ``place`` (from 1): what the weighted mean is in expectation, over all that chance may
    do, and the truth. The weights know of no places, so the tag's worth is its mean over all of them.
    """
    rng = np.random.default_rng(place)
    world = make_world(replace(PLAIN, attention=attention), rng)
    posts = make_posts(world, 5_000, rng)
    greedy = greedy_slates(posts)
    target = greedy.copy()
    target[:, place - 1] = SHOWN
    rate, pool = QUARTER.rate, QUARTER.pool
    base = true_values(world, posts, greedy)
    chance, other = pool_chances(1, pool - 1)
    expected = (1 - rate) * contrast_weights(1, rate, SHOWN, False, 0.0, False) * base
    for gone in range(SHOWN):
        for came in range(SHOWN, SHOWN + pool):
            shown = greedy.copy()
            shown[:, gone] = came
            wanted = came == SHOWN
            weight = contrast_weights(1, rate, SHOWN, True, wanted / chance, gone == place - 1)
            drawn = rate * (chance if wanted else other) / SHOWN
            expected = expected + drawn * weight * true_values(world, posts, shown)
    tag = true_values(world, posts, target) - base
    # As a share of what the tags that come and go are worth, so that gains and losses do not cancel.
    scale = float(np.mean(np.abs(tag)))
    return {
        "attention": attention,
        "place": place,
        "bias": round(float(np.mean((expected - tag) * np.sign(tag))) / scale, 3),
    }


def real_noise(data: Path) -> float:
    """Standard deviation of the residual engagement of the posts of 2017, viral ones brought to three of them."""
    outcomes = [post.outcome for post in read_posts(data)]
    return float(fit(outcomes).residuals(outcomes).std())


def several(
    case: Case, runs: int, *, posts: int, lift: float | None, first_seed: int
) -> list[tuple[float, OffPolicyReport]]:
    """``one_run`` with as many seeds, on every core."""
    asked = [(case, posts, lift, first_seed + number) for number in range(runs)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(one_run, *zip(*asked, strict=True))) if asked else []


def one_run(case: Case, posts: int, lift: float | None, seed: int) -> tuple[float, OffPolicyReport]:
    """The truth of a new world, and what the report says. With ``lift``, hidden lifts are scaled such that the truth is that."""
    rng = np.random.default_rng(seed)
    world = make_world(case.scenario, rng)
    made = make_posts(world, posts, rng)
    target = better_slates(world, made, most_swaps=case.logging.most_swaps)
    truth = float(np.mean(true_values(world, made, target) - true_values(world, made, greedy_slates(made))))
    scale = 1.0 if lift is None else lift / truth
    scaled = replace(world, scenario=replace(case.scenario, lift=scale))
    found = contrasts(scaled, make_log(scaled, made, rng, case.logging))
    said = report(
        found,
        target="knows-lifts",
        answers=posts,
        with_post=1.0,
        supported=1.0,
        min_effective_samples=RankerSettings().min_effective_samples,
        draws=DRAWS,
        seed=seed,
    )
    return scale * truth, said


def summary(title: str, name: str, runs: list[tuple[float, OffPolicyReport]]) -> dict[str, float | str]:
    """How far off an estimate was, as a share of the mean truth, and how often its interval held the truth."""
    kept = [(truth, interval) for truth, said in runs if (interval := getattr(said, name)) is not None]
    mean = np.mean([truth for truth, _ in kept])
    errors = np.array([interval.estimate - truth for truth, interval in kept]) / mean
    return {
        "world": title,
        "estimate": name,
        "runs": len(kept),
        "truth": round(float(mean), 4),
        "bias": round(float(errors.mean()), 4),
        "relative error": round(float(np.sqrt(np.mean(errors**2))), 4),
        "coverage": round(float(np.mean([interval.holds(truth) for truth, interval in kept])), 4),
        "half width": round(float(np.mean([(i.high - i.low) / 2 for _, i in kept])), 5),
    }


def share(verdict: str, case: Case, runs: int, *, lift: float, first_seed: int) -> float:
    """Of runs with 50,000 posts."""
    found = several(case, runs, posts=50_000, lift=lift, first_seed=first_seed)
    return sum(said.verdict == verdict for _, said in found) / runs


def power(case: Case, runs: int) -> dict[str, float | str]:
    """
    From the standard error at 50,000 posts, which hardly depends on the lift: the chance of "better" for other lifts and numbers
    of posts, as the normal distribution has it.
    """
    reports = [said for _, said in several(case, runs, posts=50_000, lift=LIFT, first_seed=30_000)]
    error, direct = (_standard_error(reports, name) for name in ("dr", "direct"))
    row: dict[str, float | str] = {
        "world, target, logging": case.title,
        "changed": round(float(np.mean([said.changed for said in reports])), 2),
        "tags": round(float(np.mean([said.tags_changed for said in reports])), 1),
        "error": round(error, 4),
        "direct": round(direct, 4),
    }
    for lift, posts in ((0.01, 50_000), (0.03, 10_000), (0.03, 50_000), (0.03, 200_000), (0.05, 50_000)):
        row[f"{lift:.0%} {posts // 1000}k"] = round(_normal(lift / error * sqrt(posts / 50_000) - QUANTILE), 2)
    return row


def _standard_error(reports: list[OffPolicyReport], name: str) -> float:
    widths: Iterator[float] = (i.high - i.low for said in reports if (i := getattr(said, name)) is not None)
    return float(np.mean(list(widths))) / (2 * 1.96)


def _normal(x: float) -> float:
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


if __name__ == "__main__":
    main()
