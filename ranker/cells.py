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
    account = np.fromiter((account_at[each.account] for each in outcomes), np.int64, len(outcomes))
    history = np.bincount(account, minlength=len(accounts)).astype(np.float64)
    sizes = np.fromiter((len(set(each.tags)) for each in outcomes), np.int64, len(outcomes))
    tag = np.fromiter((tag_at[tag] for each in outcomes for tag in set(each.tags)), np.int64, int(sizes.sum()))
    # One row for each tag of each post from here on: arrays, because there may be millions.
    found, cell = np.unique(tag * max(len(accounts), 1) + np.repeat(account, sizes), return_inverse=True)
    cell = cell.reshape(-1)
    tag_of, account_of = np.divmod(found, max(len(accounts), 1))
    residual = np.repeat(residuals, sizes)
    posts = np.bincount(cell, minlength=len(found)).astype(np.float64)
    return Cells(
        tags,
        accounts,
        tag_of,
        account_of,
        posts,
        np.bincount(cell, residual, len(found)) / np.maximum(posts, 1.0),
        np.bincount(cell, residual**2, len(found)).astype(np.float64),
        _newest(outcomes, cell, sizes, len(found)),
        history[account_of],
    )


def _newest(outcomes: Sequence[PostOutcome], cell: Integers, sizes: Integers, cells: int) -> list[datetime]:
    """When the newest post of each cell was published. ``cell`` [sum of sizes]; ``sizes``: tags of each post."""
    moments = [each.published for each in outcomes]
    by_time = sorted(range(len(moments)), key=moments.__getitem__)
    place = np.empty(len(moments), dtype=np.int64)
    place[by_time] = np.arange(len(moments))
    newest = np.zeros(cells, dtype=np.int64)
    np.maximum.at(newest, cell, np.repeat(place, sizes))
    return [moments[by_time[at]] for at in newest.tolist()]
