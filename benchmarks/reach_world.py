"""
A made-up world of accounts whose posts grow: what each had earned at any age is known, so a forecast can be judged.

    final = level of the account + hour + lift of its tags + chance (wider for some accounts)         log1p units
    earned at age a = Poisson(final count · (1 - exp(-(a / pace) ^ 0.8))), pace about 10 hours, another for each post

Reach is a multiple of the interactions that differs from account to account. A world may drift: levels walk, and the chance of a
post grows wider, from ``drift_from`` on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hashtagger.forecast import AT_H, Early
from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.types import Tag

START = datetime(2026, 3, 2, tzinfo=UTC)
TAGS = tuple(Tag(f"tag{number}") for number in range(60))
LOOKS_H = (1.0, 3.0, 6.0, 12.0, 24.0, 36.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a world."""

    accounts: int = 300
    posts: int = 30
    """Of each account, over ``days``."""
    days: int = 180
    noise: float = 0.5
    """Standard deviation of chance, log units; that of an account is up to twice or down to half of it."""
    silent: float = 0.1
    """Share of accounts that do not say their followers."""
    drift_from: float = 1.0
    """Share of the days after which levels walk and chance grows."""
    drift: float = 0.0
    """Standard deviation of the walk of a level in 30 days, log units; chance grows by this share of itself."""


@dataclass(frozen=True, slots=True, eq=False)
class ReachWorld:
    """Posts in the order of time, and what each had earned at ``LOOKS_H``."""

    outcomes: tuple[PostOutcome, ...]
    """As they were looked at 48 hours after."""
    seen: dict[str, tuple[Early, ...]]


def make_reach_world(shape: Shape, *, seed: int) -> ReachWorld:
    chance = np.random.default_rng(seed)
    lifts = chance.normal(0.0, 0.1, len(TAGS))
    made = [post for number in range(shape.accounts) for post in _posts_of(number, shape, lifts, chance)]
    made.sort(key=lambda each: (each[0].published, each[0].post_id))
    return ReachWorld(tuple(post for post, _ in made), {post.post_id: early for post, early in made})


def _posts_of(
    number: int, shape: Shape, lifts: NDArray[np.float64], chance: np.random.Generator
) -> list[tuple[PostOutcome, tuple[Early, ...]]]:
    followers = int(np.exp(chance.normal(8.0, 1.5)))
    level = 0.7 * np.log1p(followers) + chance.normal(0.0, 0.6)
    spread = shape.noise * 2.0 ** chance.uniform(-1.0, 1.0)
    ratio = np.exp(chance.normal(2.3, 0.4))
    says = chance.random() >= shape.silent
    made, last = [], 0.0
    for index, day in enumerate(np.sort(chance.uniform(0.0, shape.days, shape.posts))):
        drifted = max(day - shape.drift_from * shape.days, 0.0)
        if shape.drift:
            level += chance.normal(0.0, shape.drift * np.sqrt(max(drifted - last, 0.0) / 30.0))
            last = drifted
        wider = 1.0 + shape.drift * (drifted > 0.0)
        tags = chance.choice(len(TAGS), size=int(chance.integers(1, 6)), replace=False)
        published = START + timedelta(seconds=round(86400 * float(day)))
        log = level + 0.2 * np.sin(published.hour * np.pi / 12) + lifts[tags].sum() + chance.normal(0.0, spread * wider)
        final, pace = float(np.exp(log)), float(np.exp(chance.normal(np.log(10.0), 0.4)))
        counts = [_earned(final, age_h, pace, chance) for age_h in (*LOOKS_H, AT_H)]
        counts = np.maximum.accumulate(counts).tolist()
        reach = [round(count * ratio * np.exp(0.05 * chance.normal())) for count in counts]
        reach = np.maximum.accumulate(reach).tolist()
        outcome = PostOutcome(
            post_id=f"{number}-{index}",
            account=Account("local", f"p{number}"),
            platform="instagram",
            published=published,
            format=PostFormat.PHOTO if chance.random() < 0.7 else PostFormat.CLIP,
            tags=tuple(TAGS[tag] for tag in tags),
            interactions=float(counts[-1]),
            age_h=AT_H,
            reach=float(reach[-1]),
            followers=followers if says else None,
        )
        looks = zip(LOOKS_H, counts[:-1], reach[:-1], strict=True)
        made.append((outcome, tuple(Early(age_h, float(count), float(far)) for age_h, count, far in looks)))
    return made


def _earned(final: float, age_h: float, pace: float, chance: np.random.Generator) -> int:
    return int(chance.poisson(final * (1.0 - np.exp(-((age_h / pace) ** 0.8)))))
