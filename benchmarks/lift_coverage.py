"""Worlds in which it is known what every tag earns every account: how often intervals of lifts hold the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.types import Tag
from ranker.lifts import account_lifts, tag_lifts
from ranker.residuals import fit

Z80 = 1.2816
_START = datetime(2026, 1, 5, tzinfo=UTC)
_TAGS, _NOISE, _TAU = 300, 0.5, 0.05


@dataclass(frozen=True, slots=True)
class TagWorld:
    """250 owners with an account each; what the tags of a post earn adds up."""

    name: str
    posts: tuple[int, int] = (60, 60)
    """Fewest and most of an account, in between evenly by their logarithm."""
    own_tags: int = 25
    """Of an account, some of which it uses much more often than others."""
    on_a_post: int = 5
    sets: int = 0
    """Of tags that an account always uses together, on 7 of 10 posts; 0: tags come together by chance."""
    omega: float = 0.15


WORLDS = (
    TagWorld("one tag on a post", own_tags=12, on_a_post=1),
    TagWorld("five tags on a post"),
    TagWorld("ten tags on a post", own_tags=40, on_a_post=10),
    TagWorld("15 posts of an account", posts=(15, 15)),
    TagWorld("5 to 200 posts of an account", posts=(5, 200)),
    TagWorld("tags differ twice as much", omega=0.3),
    TagWorld("tags hardly differ", omega=0.02),
    TagWorld("three sets of five", sets=3),
    TagWorld("one set of five", sets=1),
)


def coverage(world: TagWorld, seeds: Sequence[int]) -> dict[str, str | float]:
    """Shares of 80 % intervals that hold the truth: of the tags of each account, and of tags over all accounts."""
    own: list[bool] = []
    over_all: list[bool] = []
    wide: list[float] = []
    for seed in seeds:
        outcomes, truth, lifts = make_world(world, np.random.default_rng([77, seed]))
        residuals = fit(outcomes).residuals(outcomes)
        population = tag_lifts(outcomes, residuals)
        over_all += [abs(each.lift - lifts[tag]) <= Z80 * each.error for tag, each in population.lifts.items()]
        for account, tags in account_lifts(outcomes, residuals, population.lifts, population.variances).items():
            own += [abs(truth[account, tag] - each.lift.lift) <= Z80 * each.lift.error for tag, each in tags.items()]
            wide += [2 * Z80 * each.lift.error for each in tags.values()]
    return {
        "world": world.name,
        "account_tags": len(own),
        "own_inside_80": round(float(np.mean(own)), 3),
        "own_width": round(float(np.mean(wide)), 2),
        "inside_80": round(float(np.mean(over_all)), 3),
    }


def make_world(
    world: TagWorld, rng: np.random.Generator, *, accounts: int = 250
) -> tuple[list[PostOutcome], dict[tuple[Account, Tag], float], dict[Tag, float]]:
    """Outcomes, what each tag earns each account that could use it, and what each earns over all."""
    tags = [Tag(f"tag{n}") for n in range(_TAGS)]
    lifts = dict(zip(tags, rng.normal(0.0, _TAU, _TAGS).tolist(), strict=True))
    truth: dict[tuple[Account, Tag], float] = {}
    outcomes = []
    for who in range(accounts):
        account, level = Account(f"owner{who}", "p"), rng.normal(5.0, 1.0)
        mine = [tags[at] for at in rng.choice(_TAGS, world.own_tags, replace=False).tolist()]
        truth |= {(account, tag): lifts[tag] + rng.normal(0.0, world.omega) for tag in mine}
        often = rng.dirichlet(np.full(world.own_tags, 0.7)) + 1e-6
        sets = [rng.choice(world.own_tags, world.on_a_post, replace=False) for _ in range(world.sets)]
        for number in range(round(float(np.exp(rng.uniform(*np.log(world.posts)))))):
            if sets and rng.random() < 0.7:
                used = sets[int(rng.integers(len(sets)))]
            else:
                used = rng.choice(world.own_tags, world.on_a_post, replace=False, p=often / often.sum())
            on_post = tuple(mine[at] for at in used.tolist())
            log = level + sum(truth[account, tag] for tag in on_post) + rng.normal(0.0, _NOISE)
            outcomes.append(
                PostOutcome(
                    post_id=f"{who}-{number}",
                    account=account,
                    platform="instagram",
                    published=_START + timedelta(days=3 * number, hours=float(rng.uniform(0.0, 24.0))),
                    format=PostFormat.PHOTO,
                    tags=on_post,
                    interactions=float(np.expm1(max(log, 0.0))),
                    age_h=48.0,
                    followers=1000,
                )
            )
    return outcomes, truth, lifts
