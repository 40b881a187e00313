"""How many bursts the trend scorer catches, how late, and who fills the list; beside the rules of others.

    python -m benchmarks.trend_detection [--quick] [--fit]

Everything is made up (``benchmarks/trend_world``). The bars are for the plain world: 500 quiet tags, 1,000 bursting, 100
weekly shows, 45 days. Thresholds come from the quiet tags of the plain world and are then used in every other one.
``--fit`` searches the numbers of ``ScoringParams`` on worlds that are not reported. The last line is JSON.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.report import arguments, finish, table
from benchmarks.trend_world.attacks import ATTACKS, outcome
from benchmarks.trend_world.measures import detection, false_alarms, threshold, top_list
from benchmarks.trend_world.rules import Rule, detectors, lists
from benchmarks.trend_world.world import SIZES, Scenario, World, make_list_world, make_world
from hashtagger.trends.scoring import ScoringParams

BAR = {"caught_at_1_percent": 0.9, "median_delay_h": 1.0, "top_list_precision": 0.6, "shows_first": 0.1}
BUDGETS = (0.01, 0.002)
FIT_SEED, SEED = 100, 7
PLAIN = Scenario("plain")
SCENARIOS = (
    PLAIN,
    Scenario("noisy hours", overdispersion=0.1),
    Scenario("slow: 24 h to full size", ramp_h=24),
    Scenario("fading: half after 3 h", fading=True),
    Scenario("no daily cycle", day_cycle=False),
    Scenario("holidays", holidays=(25, 26, 38)),
    Scenario(
        "source drops out",
        outages=tuple((24 * day + 7, length) for day, length in ((12, 30), (24, 5), (30, 12), (37, 3))),
    ),
)
SMALL = {"quiet": 150, "bursting": 300, "weekly": 20}
"""Of the other worlds with ``--quick``."""
Limits = dict[tuple[str, float], float]
"""Rule and budget → threshold."""
SPECIAL_HOURS = {
    "holidays": [(25 * 24, 72), (38 * 24, 48)],
    "source drops out": [(24 * 24 + 12, 24), (30 * 24 + 19, 24), (37 * 24 + 10, 24)],
}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    if options.fit:
        fit()
        sys.exit(0)
    seeds = range(SEED, SEED + (1 if options.quick else 5))
    plain = [make_world(PLAIN, np.random.default_rng(seed)) for seed in seeds]
    limits = compare(plain)
    figures = {
        "world": scenarios(plain, seeds, limits, SMALL if options.quick else {}),
        "list": top_lists(plain),
        "attacks": attacks(plain[0], limits),
    }
    best = figures["world"]["plain"]["ours: z of three hours"]
    plain_list, hard_list = (figures["list"][title]["ours: peak"] for title in ("plain", "hard"))
    passed = (
        best["caught"] >= BAR["caught_at_1_percent"]
        and best["delay_h"] <= BAR["median_delay_h"]
        and min(plain_list["precision"], hard_list["pooled"]) >= BAR["top_list_precision"]
        and max(plain_list["shows_first"], hard_list["shows_first"]) <= BAR["shows_first"]
    )
    finish({"benchmark": "trend_detection", "seeds": list(seeds), **figures}, bar=BAR, passed=passed)


def compare(worlds: list[World]) -> Limits:
    """Print the plain world at both budgets; the thresholds that kept them, by rule and budget."""
    limits: Limits = {}
    for budget in BUDGETS:
        print(f"\nplain world, {budget:.1%} false alarms among the hours of quiet tags after day 21")
        rows = []
        for name, rule in detectors().items():
            numbers = [rule(world.authors, world.observed) for world in worlds]
            own = [threshold(n, world, budget) for n, world in zip(numbers, worlds, strict=True)]
            limits[name, budget] = float(np.mean(own))
            found = [detection(n, world, limit) for n, world, limit in zip(numbers, worlds, own, strict=True)]
            by_size = np.nanmean([one.caught_by_size for one in found], axis=0)
            rows.append(
                {
                    "rule": name,
                    "above": limits[name, budget],
                    "caught": mean([one.caught for one in found]),
                    "spread": float(np.ptp([one.caught for one in found])),
                    "of >= 10": mean([one.caught_big for one in found]),
                    "delay h": mean([one.median_delay_h for one in found]),
                    **{f"x{size:g}": float(share) for size, share in zip(SIZES, by_size, strict=True)},
                }
            )
        table(rows)
    return limits


def scenarios(plain: list[World], seeds: range, limits: Limits, population: dict[str, int]) -> dict[str, Any]:
    """Every world at the thresholds of the plain one for 1 %; the others with ``population``."""
    figures: dict[str, Any] = {}
    for scenario in SCENARIOS:
        others = (make_world(scenario, np.random.default_rng(seed), **population) for seed in seeds)
        worlds = plain if scenario is PLAIN else list(others)
        figures[scenario.name] = {
            name: judged(rule, worlds, limits[name, 0.01], scenario) for name, rule in detectors().items()
        }
        print(f"\n{scenario.name}, at the plain world's thresholds for 1 %")
        table([{"rule": name, **row} for name, row in figures[scenario.name].items()])
    return figures


def judged(rule: Rule, worlds: list[World], limit: float, scenario: Scenario) -> dict[str, float]:
    numbers = [rule(world.authors, world.observed) for world in worlds]
    pairs = list(zip(numbers, worlds, strict=True))
    found = [detection(n, world, limit) for n, world in pairs]
    row = {
        "caught": mean([one.caught for one in found]),
        "delay_h": mean([one.median_delay_h for one in found]),
        "false": mean([false_alarms(n, world, limit) for n, world in pairs]),
    }
    special = SPECIAL_HOURS.get(scenario.name, [])
    if special:
        row["false_then"] = mean(
            [
                false_alarms(n, world, limit, slice(first, first + length))
                for n, world in pairs
                for first, length in special
            ]
        )
    return {key: round(value, 4) for key, value in row.items()}


def top_lists(plain: list[World]) -> dict[str, Any]:
    hard = [make_list_world(np.random.default_rng(SEED + seed)) for seed in range(len(plain))]
    figures: dict[str, Any] = {}
    for title, worlds in (("plain", plain), ("hard", hard)):
        print(f"\nthe list, {title} world: ten places an hour; pooled: as many tag-hours as there are burst hours")
        figures[title] = {}
        for name, rule in lists().items():
            found = [asdict(top_list(rule(world.authors, world.observed), world)) for world in worlds]
            figures[title][name] = {key: round(mean([one[key] for one in found]), 3) for key in found[0]}
        table([{"rule": name, **row} for name, row in figures[title].items()])
    return figures


def attacks(world: World, limits: Limits) -> dict[str, Any]:
    limit = limits["ours: z of three hours", 0.01]
    rng = np.random.default_rng(SEED)
    figures = {attack.name: asdict(outcome(attack, world, rng, limit=limit)) for attack in ATTACKS}
    print(
        "\nbots: share of attacked tags that raise an alert (on posts, all accounts, counted authors), reach the list, are shown"
    )
    table([{"attack": name, **row} for name, row in figures.items()])
    return figures


def fit() -> None:
    """Print what each choice of the numbers gives on two worlds made from another seed."""
    rows = []
    worlds = [make_world(s, np.random.default_rng(FIT_SEED)) for s in SCENARIOS[:2]]
    worlds += [make_list_world(np.random.default_rng(FIT_SEED))]
    for phi, weight, least in itertools.product((0.0, 0.05, 0.1, 0.2, 0.3), (2.0, 4.0, 8.0), (3.0, 5.0, 8.0)):
        params = ScoringParams(phi=phi, prior_weight=weight, min_authors=least)
        row: dict[str, float] = {"phi": phi, "k": weight, "A_min": least}
        for world, name in zip(worlds[:2], ("plain", "noisy"), strict=True):
            numbers = detectors(params)["ours: z of three hours"](world.authors, world.observed)
            for budget in BUDGETS:
                row[f"{name} {budget:.1%}"] = detection(numbers, world, threshold(numbers, world, budget)).caught
            peaks = lists(params)["ours: peak"](world.authors, world.observed)
            row[f"{name} list"] = top_list(peaks, world).precision
        row["hard list"] = top_list(
            lists(params)["ours: peak"](worlds[2].authors, worlds[2].observed), worlds[2]
        ).pooled
        row["mean"] = mean([value for key, value in row.items() if key not in ("phi", "k", "A_min")])
        rows.append(row)
    table(sorted(rows, key=lambda row: -row["mean"]))


def mean(values: list[float]) -> float:
    return float(np.nanmean(values))


if __name__ == "__main__":
    main()
