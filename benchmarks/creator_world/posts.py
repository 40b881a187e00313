"""Posts of a world with the candidates that a recommender would find for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.creator_world.behaviour import season
from benchmarks.creator_world.world import Floats, Integers, Random, World


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """n posts, in the order of time, with k candidates each."""

    accounts: Integers
    days: Integers
    hours: Integers
    clusters: Integers
    candidates: Integers
    """[n, k]: tags, most relevant first."""
    relevance: Floats
    """[n, k], 0..1."""
    base: Floats
    """[n]: expected log engagement without tags, fully grown."""
    noise: Floats
    """[n]: what nothing explains."""


def make_posts(world: World, count: int, rng: Random, *, candidates: int = 20) -> Posts:
    """``count`` posts over the days of the world, each of a cluster that its creator likes."""
    s = world.scenario
    accounts = rng.choice(s.accounts, size=count, p=world.activity)
    days = np.sort(rng.integers(s.days, size=count))
    hours = rng.integers(24, size=count)
    likes = np.cumsum(world.niches, axis=1)[accounts]
    clusters = np.minimum((rng.random((count, 1)) > likes).sum(axis=1), s.clusters - 1)
    fitting = world.cluster_tags[clusters]
    # Gumbel's trick: the largest keys are a draw without replacement, often used tags more often.
    keys = 0.3 * world.volume[fitting] + rng.gumbel(size=fitting.shape)
    drawn = np.argpartition(-keys, candidates, axis=1)[:, :candidates]
    relevance = -np.sort(-rng.beta(2.0, 2.0, drawn.shape), axis=1)
    return Posts(
        accounts=accounts,
        days=days,
        hours=hours,
        clusters=clusters,
        candidates=np.take_along_axis(fitting, drawn, axis=1),
        relevance=relevance,
        base=world.level[accounts] + season(hours, days % 7),
        noise=rng.normal(0.0, s.noise, count) * np.where(world.spam[accounts], 2.0, 1.0),
    )


def true_lifts(world: World, posts: Posts, places: Integers) -> Floats:
    """Of the candidates at ``places`` [n, k] of each post: what they truly add when kept. [n, k]"""
    tags = np.take_along_axis(posts.candidates, places, axis=1)
    lifts = world.lifts_on(posts.clusters[:, None], tags, posts.days[:, None])
    return np.where(world.spam[posts.accounts][:, None], 0.0, lifts)
