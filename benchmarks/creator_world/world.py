"""Who lives in a world: creators with followers and niches, tags with hidden lifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a world is like. Lifts are log engagement."""

    lift: float = 1.0
    """Scales all hidden lifts; 0: tags do nothing."""
    lifted: float = 0.04
    """Share of the tags that are worth anything."""
    size: float = 0.15
    """Mean size of their lifts; one in five of them does harm."""
    local: float = 0.3
    """Share of the general tags whose lift holds in one cluster only."""
    drift: float = 0.2
    """Lifts go up and down by this share, each in its own 60 days."""
    noise: float = 0.56
    """Standard deviation of log engagement that nothing explains; with spam and tags, residuals come to 0.6."""
    attention: float = 0.04
    """What each further position takes off the chance that a shown tag is kept."""
    days: int = 90
    accounts: int = 800
    spam: float = 0.01
    """Share of the accounts that post five times as often, with bought engagement: twice the noise, no lift."""
    clusters: int = 12
    cluster_tags: int = 40
    general_tags: int = 20
    """Fit posts of any cluster."""
    praised: float = 0.0
    """Share of the tags that are believed to be worth twice ``size`` and are worth nothing."""
    estimate_error: float = 0.02
    """Standard deviation of what is believed of a tag's lift around the truth."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Creators are numbered 0..a-1, tags 0..t-1, clusters 0..c-1."""

    scenario: Scenario
    followers: Floats
    """[a]"""
    level: Floats
    """Expected log engagement of a creator's post without tags, [a]."""
    niches: Floats
    """[a, c]: chance that a post is about the cluster."""
    activity: Floats
    """[a]: share of all posts."""
    spam: NDArray[np.bool_]
    """[a]"""
    names: tuple[str, ...]
    cluster_tags: Integers
    """[c, m]: tags that fit posts of the cluster."""
    volume: Floats
    """[t]: log1p posts a day."""
    lifts: Floats
    """[c, t]: the truth, at scale 1 and without drift."""
    phase: Floats
    """[t]: where in its drift a tag begins, radians."""
    believed: Floats
    """[t]: what somebody who measured for a long time thinks that a tag is worth at scale 1."""

    def lifts_on(self, clusters: Integers, tags: Integers, days: Integers) -> Floats:
        """True lifts; ``clusters`` and ``days`` [n, 1], ``tags`` [n, k]. [n, k]"""
        drift = 1.0 + self.scenario.drift * np.sin(2 * np.pi * days / 60.0 + self.phase[tags])
        return np.asarray(self.scenario.lift * self.lifts[clusters, tags] * drift)


def make_world(scenario: Scenario, rng: Random) -> World:
    """Followers are log-normal around 3,000; a creator has two or three niches and mostly posts about one."""
    s, count = scenario, scenario.clusters * scenario.cluster_tags + scenario.general_tags
    followers = np.exp(rng.normal(8.0, 1.5, s.accounts))
    spam = rng.random(s.accounts) < s.spam
    activity = np.exp(rng.normal(0.0, 0.7, s.accounts)) * np.where(spam, 5.0, 1.0)
    own = np.arange(s.clusters * s.cluster_tags).reshape(s.clusters, -1)
    general = np.arange(own.size, count)
    lifts = _lifts(s, count, rng)
    return World(
        scenario=s,
        followers=followers,
        level=0.8 * np.log(followers) - 2.0 + rng.normal(0.0, 0.6, s.accounts) + 1.5 * spam,
        niches=rng.dirichlet(np.full(s.clusters, 0.15), s.accounts),
        activity=activity / activity.sum(),
        spam=spam,
        names=tuple(f"tag{number:04d}" for number in range(count)),
        cluster_tags=np.hstack([own, np.tile(general, (s.clusters, 1))]),
        volume=rng.normal(5.0, 1.5, count),
        lifts=lifts,
        phase=rng.uniform(0.0, 2 * np.pi, count),
        believed=_believed(s, lifts.mean(axis=0), rng),
    )


def _lifts(scenario: Scenario, count: int, rng: Random) -> Floats:
    """[c, t]"""
    some = rng.random(count) < scenario.lifted
    sizes = rng.gamma(4.0, scenario.size / 4.0, count) * np.where(rng.random(count) < 0.2, -1.0, 1.0)
    lifts = np.tile(np.where(some, sizes, 0.0), (scenario.clusters, 1))
    local = rng.random(count) < scenario.local
    local[: scenario.clusters * scenario.cluster_tags] = False
    only_in = rng.integers(scenario.clusters, size=count)
    elsewhere = np.arange(scenario.clusters)[:, None] != only_in
    return np.where(local & elsewhere, 0.0, lifts)


def _believed(scenario: Scenario, lifts: Floats, rng: Random) -> Floats:
    """Of lifts over all clusters [t]: what was measured of them with some error, and praise that is not deserved. [t]"""
    believed = np.where(lifts != 0.0, lifts + rng.normal(0.0, scenario.estimate_error, len(lifts)), 0.0)
    # What is shrunk is never far from the truth of a tag that is worth nothing.
    believed += rng.normal(0.0, scenario.estimate_error / 10, len(lifts))
    if not scenario.praised:
        return believed
    praised = (rng.random(len(lifts)) < scenario.praised) & (lifts == 0.0)
    return np.where(praised, 2.0 * scenario.size, believed)
