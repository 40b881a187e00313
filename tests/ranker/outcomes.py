"""Makes posts of made-up accounts whose true effects are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.types import Tag

START = datetime(2026, 1, 5, tzinfo=UTC)


def outcome(
    number: int, *, log: float = 3.0, hour: float = 0.0, who: str = "a", owner: str = "local", **more: Any
) -> PostOutcome:
    """A post ``hour`` hours after the start with log1p(interactions) of ``log``."""
    values: dict[str, Any] = {
        "post_id": f"{owner}/{who}/{number}",
        "account": Account(owner, who),
        "platform": "instagram",
        "published": START + timedelta(hours=hour),
        "format": PostFormat.PHOTO,
        "tags": (),
        "interactions": float(np.expm1(log)),
        "age_h": 48.0,
    }
    return PostOutcome(**{**values, **more})


def world(
    *, accounts: int = 60, posts: int = 25, noise: float = 0.5, viral: float = 0.0, seed: int = 0
) -> tuple[list[PostOutcome], NDArray[np.float64]]:
    """
    Posts with what chance added to each. Known effects: 0.4 · sin(hour), 0.3 · log(age) until a day, 0.5 · log1p(followers),
    and a level of each account of standard deviation 1. A share ``viral`` of posts earns 7 more.
    """
    chance = np.random.default_rng(seed)
    made, luck = [], []
    for who in range(accounts):
        level, followers = chance.normal(0.0, 1.0), int(np.exp(chance.normal(8.0, 1.0)))
        for number in range(posts):
            hour, age = float(chance.integers(0, 24 * 90)), float(np.exp(chance.uniform(0.0, 6.0)))
            lucky = chance.normal(0.0, noise)
            log = 3.0 + level + lucky + 0.4 * np.sin(hour % 24 * 2 * np.pi / 24) + 0.3 * min(np.log(age), np.log(24.0))
            log += 0.5 * (np.log1p(followers) - 8.0) + (7.0 if chance.random() < viral else 0.0)
            made.append(outcome(number, log=max(log, 0.0), hour=hour, who=str(who), age_h=age, followers=followers))
            luck.append(lucky)
    return made, np.array(luck)


def tagged(names: Sequence[str]) -> tuple[Tag, ...]:
    return tuple(map(Tag, names))
