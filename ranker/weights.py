"""How much each post may weigh, so that no account and no owner decides what is learned; and who weighs how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, PostOutcome
from hashtagger.types import Tag
from ranker.bootstrap import cluster_numbers
from ranker.labels import USED, Group
from ranker.voices import capped, newcomers, voice_of

ACCOUNT_SHARE, OWNER_SHARE = 0.05, 0.05
"""No account, no owner weighs more than this share of all posts, as far as there are enough of them (``capped``)."""
ACCOUNT_EVENLY, OWNER_EVENLY = 2.0, 2.0
"""Where there are few: so many times the even share."""
NEW_SHARE = 0.1
"""Of the newest posts that are read when there are too many, newcomers have at most this share."""
TAG_LEAST = 5.0
"""Posts of one owner with one tag that weigh fully, whatever others say of the tag."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """What ``weigh`` found; shares are of the weight of all posts, 0..1."""

    accounts: int
    owners: int
    largest_account: float
    """After the caps."""
    largest_owner: float
    new_owners: float
    """Of all newcomers (``ranker/voices.py``) together, from whom nothing is learned yet."""
    cut: float
    """Share of the weight of posts of others than newcomers that the caps took away."""
    effective_posts: float
    """Effective sample size of the weights: (Σ w)² / Σ w²."""

    def as_json(self) -> Mapping[str, float]:
        return {name: round(float(getattr(self, name)), 4) for name in self.__slots__}


def weigh(groups: Sequence[Group]) -> tuple[Floats, Shares]:
    """Weight of each group, 0..1, float64 [len(groups)], and how they are shared out."""
    new = newcomers([group.outcome for group in groups])
    return shares_of([group.account for group in groups], np.ones(len(groups)), new)


def shares_of(whose: Sequence[Account], posts: Floats, new: Collection[str]) -> tuple[Floats, Shares]:
    """As ``weigh``, of rows of ``posts`` [n] posts each; the weights [n] are of all posts of a row together."""
    is_old = np.array([account.owner not in new for account in whose], dtype=bool)
    accounts, owners = cluster_numbers(whose), cluster_numbers([voice_of(account) for account in whose])
    weights = posts.astype(np.float64)
    # Among themselves: a crowd of newcomers must not make the even share of the others small.
    kept = capped(weights[is_old], _numbered(accounts[is_old]), ACCOUNT_SHARE, ACCOUNT_EVENLY)
    kept = capped(kept, _numbered(owners[is_old]), OWNER_SHARE, OWNER_EVENLY)
    cut = 1.0 - float(kept.sum()) / max(float(weights[is_old].sum()), 1e-12) if len(kept) else 0.0
    of_new = np.bincount(owners, np.where(is_old, 0.0, weights), minlength=1)
    allowed = np.minimum(1.0, max(OWNER_SHARE * float(weights.sum()), 1.0) / np.maximum(of_new, 1e-12))
    weights = weights * np.where(is_old, 1.0, allowed[owners])
    weights[is_old] = kept
    total = max(float(weights.sum()), 1e-12)
    return weights, Shares(
        accounts=int(accounts.max(initial=-1)) + 1,
        owners=int(owners.max(initial=-1)) + 1,
        largest_account=float(np.bincount(accounts, weights).max(initial=0.0)) / total,
        largest_owner=float(np.bincount(owners, weights).max(initial=0.0)) / total,
        new_owners=float(weights[~is_old].sum()) / total,
        cut=cut,
        effective_posts=effective_size(weights),
    )


def established(groups: Sequence[Group], outcomes: Sequence[PostOutcome]) -> tuple[list[Group], list[PostOutcome]]:
    """Those of owners that are no newcomers among ``outcomes``."""
    new = newcomers(outcomes)
    return (
        [group for group in groups if group.account.owner not in new],
        [outcome for outcome in outcomes if outcome.account.owner not in new],
    )


def shared_out(groups: Sequence[Group]) -> list[Floats]:
    """
    For each group a factor for each of its rows, 0..1: no owner tells more than ``OWNER_SHARE`` of what is told of a tag,
    of its used rows and of the others, or ``TAG_LEAST`` posts where that is more, or ``OWNER_EVENLY`` times an even share where
    owners are few.

    So one owner cannot teach that what makes one tag recognisable is worth something.
    """
    told: dict[tuple[Tag, bool], Counter[Hashable]] = defaultdict(Counter)
    for group in groups:
        for tag, use in zip(group.tags, group.use.tolist(), strict=True):
            told[tag, use == USED][voice_of(group.account)] += 1
    share = max(OWNER_SHARE, OWNER_EVENLY / max(len({voice_of(group.account) for group in groups}), 1))
    room = {
        key: np.inf if share >= 1.0 else max(TAG_LEAST, _limit(list(counts.values()), share))
        for key, counts in told.items()
    }

    def factor(group: Group, at: int) -> float:
        key = (group.tags[at], bool(group.use[at] == USED))
        return min(1.0, float(room[key]) / told[key][voice_of(group.account)])

    return [np.array([factor(group, at) for at in range(len(group.use))]) for group in groups]


def newest(outcomes: Sequence[PostOutcome], most: int) -> list[PostOutcome]:
    """
    The newest ``most`` of ``outcomes`` (oldest first), in their order; all of them when there are no more.

    No account and no owner is more of ``most`` than its share, nor are all newcomers together: a flood pushes nobody out.
    """
    if len(outcomes) <= most:
        return list(outcomes)
    new = newcomers(outcomes)
    names: Sequence[Callable[[PostOutcome], Hashable]] = (
        lambda each: each.account,
        lambda each: ("voice", voice_of(each.account)),
        lambda each: "newcomers" if each.account.owner in new else None,
    )
    shares = [
        max(share, evenly / max(len({name(each) for each in outcomes if each.account.owner not in new}), 1))
        for name, share, evenly in zip(
            names[:2], (ACCOUNT_SHARE, OWNER_SHARE), (ACCOUNT_EVENLY, OWNER_EVENLY), strict=True
        )
    ]
    rooms = [max(1, int(min(share, 1.0) * most)) for share in (*shares, NEW_SHARE)]
    taken: Counter[Hashable] = Counter()
    found: list[PostOutcome] = []
    for each in reversed(outcomes):
        who = [name(each) for name in names]
        if all(one is None or taken[one] < room for one, room in zip(who, rooms, strict=True)):
            taken.update(one for one in who if one is not None)
            found.append(each)
            if len(found) == most:
                break
    return found[::-1]


def _numbered(clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same clusters with numbers from 0 on, none left out."""
    return np.unique(clusters, return_inverse=True)[1].reshape(-1)


def _limit(totals: Sequence[int], share: float) -> float:
    """The most that one of ``totals`` may be so that it is ``share`` of what is left of them."""
    kept = capped(np.array(totals, np.float64), np.arange(len(totals)), share, 0.0)
    return float(kept.max())


def effective_size(weights: Floats) -> float:
    """Kish (1965): as many equal weights would tell as much."""
    return float(weights.sum() ** 2 / np.sum(weights**2)) if len(weights) else 0.0
