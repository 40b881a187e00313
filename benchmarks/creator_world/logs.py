"""Logged answers of a world: a slate with one tag left to chance, what was kept of it, what the post earned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.creator_world.behaviour import expected_gain, grown, keep_chances
from benchmarks.creator_world.posts import Posts, true_lifts
from benchmarks.creator_world.world import Floats, Integers, Random, World
from hashtagger.recommend.exploration import MOST_POOLED, pool_chances

SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """
    n answers. Slates hold places among a post's candidates; the greedy one is the first five: the current policy shows what is
    most relevant.
    """

    posts: Posts
    target: Integers
    """[n, 5]: what another policy would show; what it keeps stands where it stood."""
    pool: Integers
    """[n, p]: what may come in."""
    chances: Floats
    """[n, p]: how likely each of them is, if something does."""
    rate: float
    explored: NDArray[np.bool_]
    position: Integers
    """[n]: from 0, of the tag that gives way if something is explored."""
    drawn: Integers
    """[n]: the place of the candidate that comes in."""
    shown: Integers
    """[n, 5]"""
    kept: NDArray[np.bool_]
    """[n, 5]"""
    ages_h: Floats
    earned: Floats
    """[n]: log engagement at that age."""


@dataclass(frozen=True, slots=True)
class Logging:
    """How much is left to chance, and beside which other policy."""

    rate: float = 0.25
    pool: int = MOST_POOLED
    most_swaps: int = 1
    """The target changes at most as many tags."""


def make_log(world: World, posts: Posts, rng: Random, logging: Logging) -> Log:
    """The pool begins with the tags that the target would bring in, as it does for a shadow (``recommend/exploration.py``)."""
    n = len(posts.accounts)
    target = better_slates(world, posts, most_swaps=logging.most_swaps)
    pool, chances = _pools(posts, target, logging)
    explored = rng.random(n) < logging.rate
    position = rng.integers(SHOWN, size=n)
    below = rng.random((n, 1)) >= np.cumsum(chances, axis=1)
    drawn = pool[np.arange(n), np.minimum(below.sum(axis=1), logging.pool - 1)]
    shown = np.tile(np.arange(SHOWN), (n, 1))
    shown[explored, position[explored]] = drawn[explored]
    relevance = np.take_along_axis(posts.relevance, shown, axis=1)
    keep = keep_chances(np.arange(1, SHOWN + 1), relevance, attention=world.scenario.attention)
    kept = rng.random(keep.shape) < keep
    ages_h = rng.uniform(36.0, 72.0, n)
    gained = (true_lifts(world, posts, shown) * kept).sum(axis=1)
    earned = posts.base + grown(ages_h) + gained + posts.noise
    return Log(posts, target, pool, chances, logging.rate, explored, position, drawn, shown, kept, ages_h, earned)


def better_slates(world: World, posts: Posts, *, most_swaps: int, margin: float = 0.05) -> Integers:
    """
    A policy that knows about what tags earn: the most promising of the other candidates in place of the least promising greedy
    ones, where that promises more than ``margin`` at scale 1. [n, 5]
    """
    believed = world.believed[posts.candidates]
    slates = greedy_slates(posts)
    leaving = np.argsort(believed[:, :SHOWN], axis=1, kind="stable")
    entering = SHOWN + np.argsort(-believed[:, SHOWN:], axis=1, kind="stable")
    rows = np.arange(len(believed))
    for swap in range(min(most_swaps, SHOWN)):
        out, new = leaving[:, swap], entering[:, swap]
        worth = believed[rows, new] - believed[rows, out] > margin
        slates[rows[worth], out[worth]] = new[worth]
    return slates


def greedy_slates(posts: Posts) -> Integers:
    """What the current policy shows. [n, 5]"""
    return np.tile(np.arange(SHOWN), (len(posts.accounts), 1))


def true_values(world: World, posts: Posts, slates: Integers) -> Floats:
    """Expected log engagement that a slate adds to each post: the truth. [n]"""
    relevance = np.take_along_axis(posts.relevance, slates, axis=1)
    positions = np.broadcast_to(np.arange(1, slates.shape[1] + 1), slates.shape)
    return expected_gain(true_lifts(world, posts, slates), positions, relevance, attention=world.scenario.attention)


def residuals(log: Log) -> Floats:
    """
    What was earned beyond what the account's other posts, the hour, the weekday and the age let one expect, float64 [n]: simple
    and quick; the real one is ``ranker/residuals.py``.
    """
    posts = log.posts
    rest = log.earned - grown(log.ages_h)
    sizes = np.bincount(posts.accounts)[posts.accounts]
    slots = posts.hours + 24 * (posts.days % 7)
    for _ in range(2):
        mean = _mean_by(rest, posts.accounts)
        rest = rest - _mean_by(rest - mean, slots)
    others = (_mean_by(rest, posts.accounts) * sizes - rest) / np.maximum(sizes - 1, 1)
    return np.where(sizes > 1, rest - others, rest - rest.mean())


def _mean_by(values: Floats, groups: Integers) -> Floats:
    sizes = np.maximum(np.bincount(groups), 1)
    return (np.bincount(groups, values) / sizes)[groups]


def _pools(posts: Posts, target: Integers, logging: Logging) -> tuple[Integers, Floats]:
    """
    What ``recommend/exploration.py`` does for a shadow that would show ``target``: its tags, then the most relevant others; and
    their chances. Both [n, pool]
    """
    n, k = posts.candidates.shape
    wanted = np.zeros((n, k), dtype=bool)
    np.put_along_axis(wanted, target, True, axis=1)
    order = np.where(wanted, np.arange(k) - k, np.arange(k))
    order[:, :SHOWN] = 2 * k
    pool = np.argsort(order, axis=1, kind="stable")[:, : logging.pool]
    watched = np.take_along_axis(wanted, pool, axis=1)
    chances = np.array([pool_chances(count, logging.pool - count) for count in range(logging.pool + 1)])
    return pool, np.where(watched, *chances[watched.sum(axis=1)].T[:, :, None])
