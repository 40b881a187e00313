"""Ways to go from one tag of a post to the others, learned from posts as sets of tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.types import Tag
from ranker.companions import pairs_of
from ranker.judging.harrison import TagSets

Table = NDArray[np.float64]
"""[tags, tags]: row = the tag that is shown, column = how well another goes with it; only the order in a row counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """How often tags were used together; a post may count for less the more tags it has."""

    joint: Table
    """Sum of the weights of the posts that have both; 0 on the diagonal."""
    single: NDArray[np.float64]
    """[tags] Posts with the tag, unweighted."""
    posts: int

    @property
    def given(self) -> Table:
        """Each row of ``joint`` as shares of its sum."""
        return np.asarray(self.joint / np.maximum(self.joint.sum(axis=1, keepdims=True), 1e-12))


def count_together(posts: TagSets, *, damping: float = 0.0) -> Together:
    """
    Count pairs over ``posts``; a post of s tags weighs s ** -damping.

    With 0 every pair counts the same, and posts with many tags decide. 1 is the chance that a tag is the one that is shown.
    """
    sizes, tags = posts.sizes, len(posts.vocabulary)
    of_member = np.repeat(sizes, sizes)
    shown = np.repeat(posts.members, of_member)
    within = np.arange(len(shown)) - np.repeat(np.cumsum(of_member) - of_member, of_member)
    other = posts.members[np.repeat(np.repeat(posts.starts[:-1], sizes), of_member) + within]
    weight = np.repeat(of_member, of_member).astype(np.float64) ** -damping
    joint = np.bincount(shown * tags + other, weight, minlength=tags * tags).reshape(tags, tags)
    np.fill_diagonal(joint, 0.0)
    return Together(
        np.asarray(joint, np.float64), np.bincount(posts.members, minlength=tags).astype(np.float64), len(posts)
    )


def popularity(posts: TagSets) -> Table:
    """The same tags whatever is shown: those with the most posts."""
    single = np.bincount(posts.members, minlength=len(posts.vocabulary)).astype(np.float64)
    return np.tile(single, (len(single), 1))


def co_occurrence(posts: TagSets, *, damping: float = 0.0) -> Table:
    """Posts with both."""
    return count_together(posts, damping=damping).joint


def cosine(posts: TagSets, *, power: float = 0.5, damping: float = 0.0) -> Table:
    """Posts with both / n(other) ** power: 0.5 orders as a cosine, 0 as co-occurrence, 1 as PMI."""
    counted = count_together(posts, damping=damping)
    return np.asarray(counted.joint / np.maximum(counted.single, 1.0) ** power)


def learned_by_service(posts: TagSets) -> Table:
    """What the service itself learns from these posts (``ranker/companions.py``), each of them somebody else's."""
    tags = [Tag(tag) for tag in posts.vocabulary]
    number = {tag: at for at, tag in enumerate(tags)}
    sets = [[tags[at] for at in posts.post(post).tolist()] for post in range(len(posts))]
    table = np.zeros((len(tags), len(tags)))
    for pair in pairs_of(sets, np.arange(len(sets)), dict(zip(tags, tags, strict=True))):
        table[number[pair.tag], number[pair.other]] = pair.strength
    return table


def shrunk(posts: TagSets, *, prior_posts: float, damping: float = 1.0) -> Table:
    """Shares given the shown tag, drawn towards the shares of all posts as if ``prior_posts`` more had been seen."""
    counted = count_together(posts, damping=damping)
    overall = counted.joint.sum(axis=0) / counted.joint.sum()
    return np.asarray(counted.joint + prior_posts * overall)


def two_steps(posts: TagSets, *, share: float, damping: float = 1.0) -> Table:
    """Shares given the shown tag, mixed with those given its companions: (1 - share) P + share P²."""
    given = count_together(posts, damping=damping).given
    return np.asarray((1 - share) * given + share * (given @ given))


def low_rank(posts: TagSets, *, rank: int, share: float, damping: float = 1.0) -> Table:
    """Shares given the shown tag, mixed with what the ``rank`` strongest directions of the cosines keep of them."""
    counted = count_together(posts, damping=damping)
    mass = np.maximum(counted.joint.sum(axis=1), 1e-12)
    scale = np.sqrt(mass)
    values, directions = np.linalg.eigh(counted.joint / np.outer(scale, scale))
    kept = np.argsort(-np.abs(values))[:rank]
    smooth = (directions[:, kept] * values[kept]) @ directions[:, kept].T
    return np.asarray((1 - share) * counted.given + share * smooth * scale / scale[:, None])


def first_then_rest(posts: TagSets, *, first: float, rank: int, share: float) -> Table:
    """The first place by ``co_occurrence`` (damping ``first``), which is hard to beat there; the others by ``low_rank``."""
    table = low_rank(posts, rank=rank, share=share)
    leader = co_occurrence(posts, damping=first).argmax(axis=1)
    table[np.arange(len(table)), leader] = np.inf
    return table


def ease(posts: TagSets, *, ridge: float, damping: float = 1.0) -> Table:
    """Weights of EASE^R (Steck 2019, "Embarrassingly shallow autoencoders"): a ridge on the Gram matrix, zero diagonal."""
    counted = count_together(posts, damping=damping)
    gram = counted.joint + np.diag(counted.joint.sum(axis=1) + ridge)
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


Scorer = Callable[..., Table]
SERVICE = "as the service learns"

GRIDS: Mapping[str, tuple[Scorer, tuple[Mapping[str, float], ...]]] = {
    "popularity": (popularity, ({},)),
    "co-occurrence": (co_occurrence, ({},)),
    SERVICE: (learned_by_service, ({},)),
    "cosine": (cosine, ({},)),
    "damped by popularity": (cosine, tuple({"power": p} for p in (0.05, 0.1, 0.2))),
    "damped by size of post": (co_occurrence, tuple({"damping": d} for d in (0.3, 0.5, 0.7, 1.0))),
    "damped by both, fixed": (cosine, ({"power": 0.2, "damping": 0.5},)),
    "damped by both": (cosine, tuple({"power": p, "damping": d} for p in (0.05, 0.1) for d in (0.5, 1.0))),
    "shrunk to popularity": (shrunk, tuple({"prior_posts": m} for m in (1, 3, 10))),
    "two steps": (two_steps, tuple({"share": s} for s in (0.05, 0.1, 0.2))),
    "low rank": (low_rank, tuple({"rank": r, "share": s} for r in (150, 250) for s in (0.2, 0.4, 0.6))),
    "EASE": (ease, tuple({"ridge": r} for r in (300.0, 1000.0, 3000.0))),
    "first by size, rest low rank": (
        first_then_rest,
        tuple({"first": f, "rank": r, "share": 0.4} for f in (0.3, 0.5, 0.7) for r in (150, 250)),
    ),
}
"""Name → how, and the settings to choose from on posts that are not judged."""
