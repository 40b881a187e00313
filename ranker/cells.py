"""The posts of one account with one tag, summed up: what lifts are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, PostOutcome
from hashtagger.types import Tag

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The posts of one account with one tag are a cell. Arrays are aligned, one row a cell."""

    tags: Sequence[Tag]
    accounts: Sequence[Account]
    tag: Integers
    account: Integers
    posts: Floats
    mean: Floats
    """Of residuals."""
    squares: Floats
    """Sums of them."""
    last: Sequence[datetime]
    history: Floats
    """Posts of the account, whatever their tags."""

    @property
    def left(self) -> Floats:
        """
        The part of what a tag earns that shows in residuals, 0..1: the level of an account takes in what its tags earn on
        average, so a tag on all of its posts shows nothing.
        """
        return np.asarray(1.0 - self.posts / self.history)

    def of(self, chosen: NDArray[np.bool_]) -> Cells:
        """Some of the cells, with the tags that they are of; ``last`` stays that of all."""
        kept, tag = np.unique(self.tag[chosen], return_inverse=True)
        return replace(
            self,
            tags=[self.tags[at] for at in kept.tolist()],
            tag=tag.reshape(-1),
            account=self.account[chosen],
            posts=self.posts[chosen],
            mean=self.mean[chosen],
            squares=self.squares[chosen],
            history=self.history[chosen],
        )

    def last_used(self) -> list[datetime]:
        """Of each tag."""
        newest: dict[int, datetime] = {}
        for tag, moment in zip(self.tag.tolist(), self.last, strict=True):
            newest[tag] = max(newest.get(tag, moment), moment)
        return [newest[at] for at in range(len(self.tags))]


def cells_of(outcomes: Sequence[PostOutcome], residuals: Floats) -> Cells:
    """``residuals`` float64 [len(outcomes)]. Cells come by tag, then by account; the order of posts does not matter."""
    accounts = sorted({each.account for each in outcomes}, key=lambda a: (a.owner, a.profile_id))
    tags = sorted({tag for each in outcomes for tag in each.tags})
    account_at, tag_at = {a: i for i, a in enumerate(accounts)}, {t: i for i, t in enumerate(tags)}
    history = np.bincount([account_at[each.account] for each in outcomes], minlength=len(accounts))
    sums: dict[tuple[int, int], tuple[int, float, float, datetime]] = {}
    for each, residual in zip(outcomes, residuals.tolist(), strict=True):
        account = account_at[each.account]
        for tag in set(each.tags):
            key = (tag_at[tag], account)
            count, total, square, last = sums.get(key, (0, 0.0, 0.0, each.published))
            sums[key] = (count + 1, total + residual, square + residual**2, max(last, each.published))
    keys = sorted(sums)
    tag_of, account_of = (np.array([key[i] for key in keys], dtype=np.int64) for i in range(2))
    posts = np.array([sums[key][0] for key in keys], dtype=np.float64)
    mean = np.array([sums[key][1] for key in keys]) / np.maximum(posts, 1.0)
    squares = np.array([sums[key][2] for key in keys])
    newest = [sums[key][3] for key in keys]
    return Cells(
        tags, accounts, tag_of, account_of, posts, mean, squares, newest, history[account_of].astype(np.float64)
    )
