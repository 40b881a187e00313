"""How good the forecast of the next 24 hours is, and whether its 80 % interval holds 80 % of what comes.

    python -m benchmarks.trend_forecast [--quick]

Worlds of ``benchmarks/trend_world``, forecasts from 8 moments after day 27. The error is beside two naive forecasts: the
same hour yesterday, the same hour a week ago. The bar is for the quiet tags of the plain and the noisy world. The last
line is JSON.
"""

from __future__ import annotations

import numpy as np

from benchmarks.report import arguments, finish, table
from benchmarks.trend_world.world import Scenario, World, make_list_world, make_world
from hashtagger.trends.forecast import HORIZON_H, forecast

BAR = {"coverage_from": 0.75, "coverage_to": 0.9}
SEED = 11


def main() -> None:
    options = arguments(__doc__).parse_args()
    population = {"quiet": 100, "bursting": 100, "weekly": 50} if options.quick else {}
    plain, noisy, holidays, outages = (
        make_world(scenario, np.random.default_rng(SEED), **population)
        for scenario in (
            Scenario("plain"),
            Scenario("noisy", overdispersion=0.1),
            Scenario("holidays", holidays=(30, 38)),
            Scenario("source drops out", outages=((24 * 30 + 7, 12), (24 * 37 + 7, 3))),
        )
    )
    hard = make_list_world(np.random.default_rng(SEED))
    rows = [
        measured("quiet, plain", plain, plain.quiet),
        measured("quiet, rare (below 2 an hour)", plain, plain.quiet & (plain.authors.mean(axis=1) < 2)),
        measured("quiet, often (above 20 an hour)", plain, plain.quiet & (plain.authors.mean(axis=1) > 20)),
        measured("quiet, noisy hours", noisy, noisy.quiet),
        measured("weekly shows", plain, plain.weekly),
        measured("daily and weekly, hard", hard, hard.weekly),
        measured("burst on at the start", plain, plain.start >= 0, during_burst=True),
        measured("holidays", holidays, holidays.quiet),
        measured("source drops out", outages, outages.quiet),
    ]
    table(rows)
    coverage = {str(row["tags"]): round(float(row["coverage"]), 3) for row in rows}
    kept = [coverage["quiet, plain"], coverage["quiet, noisy hours"]]
    passed = all(BAR["coverage_from"] <= one <= BAR["coverage_to"] for one in kept)
    plain_row = rows[0]
    better = float(plain_row["error"]) < min(float(plain_row["yesterday"]), float(plain_row["last week"]))
    finish(
        {"benchmark": "trend_forecast", "coverage": coverage, "better_than_naive": bool(better)},
        bar=BAR,
        passed=passed and better,
    )


def measured(title: str, world: World, tags: np.ndarray, *, during_burst: bool = False) -> dict[str, float | str]:
    """Coverage, mean width, and mean absolute error per hour of ours and of the naive forecasts."""
    found = []
    for origin in np.linspace(27 * 24 + 5, world.authors.shape[1] - HORIZON_H, 8).astype(int):
        age = origin - world.start
        chosen = tags & (age >= 3) & (age < 12) if during_burst else tags
        if not chosen.any():
            continue
        counts, heard = world.authors[chosen], world.observed
        ahead = forecast(counts[:, :origin], heard[:origin])
        came, used = counts[:, origin : origin + HORIZON_H], heard[origin : origin + HORIZON_H] > 0
        naive = [counts[:, origin - lag : origin - lag + HORIZON_H] for lag in (24, 168)]
        one = [
            (came >= ahead.low) & (came <= ahead.high),
            ahead.high - ahead.low,
            *(np.abs(came - said) for said in (ahead.expected, *naive)),
        ]
        found.append([float(part[:, used].mean()) for part in one])
    values = np.mean(found, axis=0).tolist()
    return {"tags": title, **dict(zip(("coverage", "width", "error", "yesterday", "last week"), values, strict=True))}


if __name__ == "__main__":
    main()
