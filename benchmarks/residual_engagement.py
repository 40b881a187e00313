"""
How much of what posts earn is expected of their accounts, and how long counting takes: residuals and lifts.

    python -m benchmarks.residual_engagement [--quick] [--data DIR]

On made-up posts whose truth is known: how well residuals find what chance added, and in nine worlds how often 80 % intervals of
lifts, of the tags of each account and over all accounts, hold the true lift. With ``--data``, the folder of ig_posts_2017.csv,
also on real posts, where only the shares of variance can be told.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import report
from benchmarks.lift_coverage import WORLDS, Z80, coverage
from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.storage.recommendations import LOCAL
from hashtagger.types import Tag
from ranker.covariates import columns
from ranker.judging.posts_2017 import read_posts
from ranker.lifts import account_lifts, tag_lifts
from ranker.residuals import LIMIT, ResidualModel, engagement, fit

START = datetime(2026, 1, 5, tzinfo=UTC)
TAGS, PER_ACCOUNT, NOISE, TAU, OMEGA = 400, 12, 0.6, 0.06, 0.15
MOST_FIT_S, LEAST_LUCK, LEAST_INSIDE = 10.0, 0.95, 0.75


def main() -> None:
    """Print the figures; pass when made-up truths are found, in time."""
    parser = report.arguments(__doc__)
    parser.add_argument("--data", type=Path, help="folder of ig_posts_2017.csv")
    options = parser.parse_args()
    figures = made_up(accounts=200 if options.quick else 1000)
    report.table([figures])
    passed = figures["fit_s"] < MOST_FIT_S and figures["luck_found"] > LEAST_LUCK
    worlds = [coverage(world, range(1 if options.quick else 5)) for world in WORLDS]
    report.table(worlds)
    figures["worlds"] = worlds
    passed = passed and min(float(each["own_inside_80"]) for each in worlds) >= LEAST_INSIDE
    if options.data is not None:
        figures["posts_2017"] = real(options.data)
        report.table([figures["posts_2017"]])
    bar = {"fit_s": MOST_FIT_S, "luck_found": LEAST_LUCK, "own_inside_80": LEAST_INSIDE}
    report.finish(figures, bar=bar, passed=passed)


def made_up(*, accounts: int) -> dict[str, Any]:
    """100 posts of each account, with one tag each."""
    outcomes, luck, lifts = _world(accounts, posts=100)
    model, residuals, seconds = _fitted(outcomes)
    begun = time.perf_counter()
    population = tag_lifts(outcomes, residuals)
    account_lifts(outcomes, residuals, population.lifts, population.variances)
    inside = [abs(lift.lift - lifts[tag]) < Z80 * lift.error for tag, lift in population.lifts.items()]
    return {
        "posts": len(outcomes),
        "accounts": model.accounts,
        "fit_s": round(seconds, 2),
        "lifts_s": round(time.perf_counter() - begun, 2),
        "luck_found": round(float(np.corrcoef(residuals, luck)[0, 1]), 3),
        "inside_80": round(float(np.mean(inside)), 3),
    }


def real(data: Path) -> dict[str, Any]:
    """The posts of 2017, each account with a voice of its own."""
    outcomes = [replace(each.outcome, account=Account(LOCAL, each.outcome.account.owner)) for each in read_posts(data)]
    model, residuals, seconds = _fitted(outcomes)
    values = engagement(outcomes)
    fixed = np.nan_to_num(columns(outcomes, model.platforms) - np.array(model.means)) @ np.array(model.slopes)
    left = values - model.expected(outcomes)
    past = values - model.expected(outcomes, past_only=True)
    population = tag_lifts(outcomes, residuals)
    sure = sum(abs(each.lift) > Z80 * each.error for each in population.lifts.values())
    tags, agree = _halves(outcomes, residuals)
    return {
        "posts": len(outcomes),
        "accounts": model.accounts,
        "fit_s": round(seconds, 2),
        "sd": round(float(values.std()), 3),
        "r2_columns": round(1.0 - float(np.var(values - fixed) / values.var()), 3),
        "r2_others": round(1.0 - float(np.mean(left**2) / values.var()), 3),
        "r2_past": round(1.0 - float(np.mean(past**2) / values.var()), 3),
        "residual_sd": round(float(left.std()), 3),
        "winsorised_sd": round(float(residuals.std()), 3),
        "winsorised_share": round(float(np.mean(np.abs(left) > LIMIT * model.spread)), 4),
        "drift_share": round(model.levels.drift / model.levels.noise, 2),
        "half_life_d": model.levels.half_life_h / 24,
        "tags": len(population.lifts),
        "sure_tags": sure,
        "tags_in_both_halves": tags,
        "halves_agree": agree,
    }


def _fitted(outcomes: Sequence[PostOutcome]) -> tuple[ResidualModel, NDArray[np.float64], float]:
    begun = time.perf_counter()
    model = fit(outcomes)
    residuals = model.residuals(outcomes)
    return model, residuals, time.perf_counter() - begun


def _halves(outcomes: Sequence[PostOutcome], residuals: NDArray[np.float64], *, least: int = 5) -> tuple[int, float]:
    """Tags with ``least`` accounts in each of two halves of the accounts, and how their lifts correlate."""
    names = sorted({each.account.profile_id for each in outcomes})
    first = set(np.random.default_rng(0).permutation(names)[: len(names) // 2].tolist())
    is_first = np.array([each.account.profile_id in first for each in outcomes])
    halves = [
        tag_lifts([each for each, is_in in zip(outcomes, mask, strict=True) if is_in], residuals[mask])
        for mask in (is_first, ~is_first)
    ]
    tags = [t for t in halves[0].lifts if all(half.accounts.get(t, 0) >= least for half in halves)]
    one, other = ([half.lifts[tag].lift for tag in tags] for half in halves)
    return len(tags), round(float(np.corrcoef(one, other)[0, 1]), 3)


def _world(accounts: int, *, posts: int) -> tuple[list[PostOutcome], NDArray[np.float64], dict[Tag, float]]:
    """Outcomes, what neither account, hour nor age explains of each, and the true lift of each tag."""
    chance = np.random.default_rng(1)
    lifts = {Tag(f"tag{n}"): float(lift) for n, lift in enumerate(chance.normal(0.0, TAU, TAGS))}
    outcomes, luck = [], []
    for who in range(accounts):
        own = {
            tag: lifts[tag] + chance.normal(0.0, OMEGA)
            for tag in chance.choice(list(lifts), PER_ACCOUNT, replace=False)
        }
        level, followers = chance.normal(4.0, 1.0), int(np.exp(chance.normal(8.0, 1.0)))
        for number in range(posts):
            hour, age = int(chance.integers(0, 24 * 180)), float(np.exp(chance.uniform(1.0, 6.0)))
            tag = Tag(str(chance.choice(list(own))))
            lucky = own[tag] + chance.normal(0.0, NOISE)
            log = level + lucky + 0.4 * np.sin(hour * np.pi / 12.0) + 0.3 * min(np.log(age), np.log(24.0))
            outcomes.append(
                PostOutcome(
                    post_id=f"{who}-{number}",
                    account=Account(LOCAL, str(who)),
                    platform="instagram",
                    published=START + timedelta(hours=hour),
                    format=PostFormat.PHOTO,
                    tags=(tag,),
                    interactions=float(np.expm1(max(log, 0.0))),
                    age_h=age,
                    followers=followers,
                )
            )
            luck.append(lucky)
    return outcomes, np.array(luck), lifts


if __name__ == "__main__":
    main()
