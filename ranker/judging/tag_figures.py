"""What posts of the past say of tags: the figures that ideas of ranking by engagement are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hashtagger.types import Tag
from ranker.judging.posts_2017 import RealPost
from ranker.lifts import PopulationLifts, tag_lifts
from ranker.residuals import ResidualModel, account_numbers, fit

Floats = NDArray[np.float64]
Control = Callable[[Sequence[RealPost], Floats], Floats]
"""Residuals of posts → residuals that are controlled for more; both [len(posts)]."""

HALF_LIFE_D = 30.0
DIRECTIONS = 32
LEAST_ACCOUNTS = 3
CG_ROUNDS = 40


@dataclass(frozen=True, eq=False)
class TagFigures:
    """
    Figures of the tags of ``posts``, whose residuals (log units) are ``residuals`` [len(posts)].

    Uses of tags lie one behind the other: ``post`` and ``tag`` [uses] are numbers of posts and tags.
    """

    posts: Sequence[RealPost]
    model: ResidualModel
    residuals: Floats
    tags: tuple[Tag, ...]
    post: NDArray[np.int64]
    tag: NDArray[np.int64]

    @cached_property
    def number(self) -> dict[Tag, int]:
        return {tag: at for at, tag in enumerate(self.tags)}

    @cached_property
    def account(self) -> NDArray[np.int64]:
        """[len(posts)]"""
        return account_numbers([post.outcome for post in self.posts])

    @cached_property
    def uses(self) -> Floats:
        """[tags] Posts."""
        return np.bincount(self.tag, minlength=len(self.tags)).astype(np.float64)

    @cached_property
    def accounts(self) -> Floats:
        """[tags] Accounts."""
        return np.asarray((self.account_uses > 0).sum(axis=0), np.float64)

    @cached_property
    def account_uses(self) -> Floats:
        """[accounts, tags] Posts."""
        return self._by_account(np.ones(len(self.post)))

    @cached_property
    def account_sums(self) -> Floats:
        """[accounts, tags] Sums of residuals."""
        return self._by_account(self.residuals[self.post])

    @cached_property
    def population(self) -> PopulationLifts:
        """As the service computes them."""
        return tag_lifts([post.outcome for post in self.posts], self.residuals)

    def mean_lift(self, prior_posts: float) -> Floats:
        """[tags] Mean residual of the posts with the tag, as if ``prior_posts`` more had earned nothing special."""
        return np.asarray(self.account_sums.sum(axis=0) / (self.uses + prior_posts))

    def recent_lift(self, prior_posts: float) -> Floats:
        """The same, a post counting half as much for each ``HALF_LIFE_D`` days before the newest."""
        days = np.array([post.outcome.published.timestamp() for post in self.posts]) / 86_400
        weight = 0.5 ** ((days.max() - days) / HALF_LIFE_D)
        sums = np.bincount(self.tag, (self.residuals * weight)[self.post], len(self.tags))
        return np.asarray(sums / (np.bincount(self.tag, weight[self.post], len(self.tags)) + prior_posts))

    def joint_lift(self, ridge: float) -> Floats:
        """[tags] All tags of a post explain its residual together: ridge regression, by conjugate gradients."""
        return _ridge(self.post, self.tag, self.residuals, len(self.tags), ridge)

    def niche_lift(self, mine: Sequence[Tag], prior_posts: float) -> Floats:
        """[tags] ``mean_lift`` over accounts, each as far as its tags are like ``mine`` (cosine)."""
        used = np.array([self.number[tag] for tag in mine if tag in self.number], np.int64)
        likeness = (self.account_uses[:, used] > 0).sum(axis=1) / np.maximum(
            self._breadth * np.sqrt(len(used) or 1), 1.0
        )
        near = np.flatnonzero(likeness)
        weight = likeness[near] * 10.0  # a likeness of 0.1 counts as one account
        return np.asarray((weight @ self.account_sums[near]) / (weight @ self.account_uses[near] + prior_posts))

    @cached_property
    def _breadth(self) -> Floats:
        return np.asarray(np.sqrt((self.account_uses > 0).sum(axis=1)), np.float64)

    def cluster_lift(self, prior_posts: float) -> Floats:
        """[tags] ``mean_lift`` over tags, each as far as it is used by the same accounts (cosine of embeddings, 4th power)."""
        near = self._embedding @ self._embedding.T
        weight = np.where(near > 0, near, 0.0) ** 4
        sums = self.account_sums.sum(axis=0)
        lift = np.zeros(len(self.tags))
        lift[self._shared] = (weight @ sums[self._shared]) / (weight @ self.uses[self._shared] + prior_posts)
        return lift

    @cached_property
    def _shared(self) -> NDArray[np.int64]:
        """Tags of enough accounts that it says something who else they use."""
        return np.flatnonzero(self.accounts >= LEAST_ACCOUNTS)

    @cached_property
    def _embedding(self) -> Floats:
        """[shared, DIRECTIONS] of norm 1: directions of positive pointwise mutual information with accounts."""
        used = (self.account_uses[:, self._shared] > 0).astype(np.float64)
        expected = np.outer(used.sum(axis=1), used.sum(axis=0)) / max(used.sum(), 1.0)
        information = np.where(used > 0, np.maximum(np.log(1.0 / np.maximum(expected, 1e-9)), 0.0), 0.0)
        values, directions = np.linalg.eigh(information.T @ information)
        vectors = directions[:, -DIRECTIONS:] * np.sqrt(np.maximum(values[-DIRECTIONS:], 0.0))
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))

    def _by_account(self, values: Floats) -> Floats:
        count = int(self.account.max()) + 1
        cells = self.account[self.post] * len(self.tags) + self.tag
        return np.asarray(np.bincount(cells, values, count * len(self.tags)), np.float64).reshape(count, -1)


def figures_of(posts: Sequence[RealPost], *, control: Control | None = None) -> TagFigures:
    """Of ``posts``, which may be of any accounts; the model of residuals is fitted to them alone. At least one has a tag."""
    outcomes = [post.outcome for post in posts]
    model = fit(outcomes)
    residuals = model.residuals(outcomes)
    if control is not None:
        residuals = control(posts, residuals)
    tags = tuple(sorted({tag for each in outcomes for tag in each.tags}))
    number = {tag: at for at, tag in enumerate(tags)}
    uses = np.array([(at, number[tag]) for at, each in enumerate(outcomes) for tag in each.tags], np.int64)
    return TagFigures(posts, model, residuals, tags, uses[:, 0], uses[:, 1])


def without_count_and_length(posts: Sequence[RealPost], residuals: Floats) -> Floats:
    """Control for the number of tags and the length of the caption: linear in their logarithms."""
    known = np.array([[1.0, np.log1p(len(post.outcome.tags)), np.log1p(len(post.caption))] for post in posts])
    return np.asarray(residuals - known @ np.linalg.lstsq(known, residuals, rcond=None)[0])


def without_viral(_: Sequence[RealPost], residuals: Floats) -> Floats:
    """Nothing is further than one standard deviation."""
    return np.clip(residuals, -residuals.std(), residuals.std())


def signs(_: Sequence[RealPost], residuals: Floats) -> Floats:
    """Only whether a post did better than expected."""
    return np.asarray(np.sign(residuals) * residuals.std())


def _ridge(row: NDArray[np.int64], column: NDArray[np.int64], values: Floats, columns: int, ridge: float) -> Floats:
    """Solve (XᵀX + ridge) b = Xᵀ values for X with ones at (row, column)."""

    def normal(b: Floats) -> Floats:
        fitted = np.asarray(np.bincount(row, b[column], len(values)), np.float64)
        return np.asarray(np.bincount(column, fitted[row], columns) + ridge * b)

    solution = np.zeros(columns)
    left: Floats = np.asarray(np.bincount(column, values[row], columns), np.float64)
    direction, size = left.copy(), float(left @ left)
    for _ in range(CG_ROUNDS):
        if size < 1e-12:
            break
        turned = normal(direction)
        step = size / float(direction @ turned)
        solution += step * direction
        left -= step * turned
        direction, size = left + (float(left @ left) / size) * direction, float(left @ left)
    return solution
