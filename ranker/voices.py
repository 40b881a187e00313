"""
Who counts as one where many speak: an owner, whatever keys and profiles it has; and all newcomers together.

An owner is a newcomer for as long as ``NEW`` after we first heard of a post of it, by our clock and not by what posts say of
themselves; but only in the last quarter of the time that we have heard of posts at all, so that a new installation is not made
of newcomers. Whoever runs the machine and asks without keys is none.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, PostOutcome
from hashtagger.storage.recommendations import LOCAL
from ranker.bootstrap import cluster_numbers

NEW = timedelta(days=30)
SAMPLE_SHARE = 0.1
"""No owner is more of ``even_sample``, or twice its even share where owners are few."""
SAMPLE_LEAST = 500
"""Posts that each may have in it all the same."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def voice_of(account: Account, new: Collection[str] = frozenset()) -> Hashable:
    """What is one and the same for all that count as one: their owner, None for all that are ``new``, or the account itself."""
    if account.owner == LOCAL:
        return account
    return None if account.owner in new else account.owner


def newcomers(outcomes: Sequence[PostOutcome]) -> frozenset[str]:
    """Owners that are new. Posts of which it is not known when we heard of them make nobody new."""
    first: dict[str, datetime] = {}
    end: datetime | None = None
    for each in outcomes:
        if each.heard is not None:
            owner = each.account.owner
            first[owner] = min(first.get(owner, each.heard), each.heard)
            end = each.heard if end is None else max(end, each.heard)
    known = {each.account.owner for each in outcomes if each.heard is None}
    return frozenset() if end is None else new_among(first, end) - known


def new_among(first: Mapping[str, datetime], end: datetime) -> frozenset[str]:
    """Of owners that were ``first`` heard of then, those that are new at the ``end``."""
    begin = min(first.values(), default=end)
    since = max(end - NEW, end - (end - begin) / 4)
    return frozenset(owner for owner, moment in first.items() if moment > since > begin and owner != LOCAL)


def even_sample(outcomes: Sequence[PostOutcome]) -> Integers:
    """
    Places of the posts that teach what is usual, rising: none of newcomers, all others, but of those who sent very many a part
    by lot.

    So one who sends a hundred thousand posts cannot say for all others what an hour or a follower is worth. The lot is drawn
    from the ids of posts, which are ours: the same posts, the same sample.
    """
    new = newcomers(outcomes)
    places = np.array([at for at, each in enumerate(outcomes) if each.account.owner not in new], dtype=np.int64)
    posts = [outcomes[at] for at in places.tolist()]
    owners = [each.account.owner for each in posts]
    owner = cluster_numbers(owners)
    weights = capped(np.ones(len(owner)), owner, SAMPLE_SHARE, 2)
    sizes = np.bincount(owner).astype(np.float64)
    chance = np.maximum(np.bincount(owner, weights), SAMPLE_LEAST) / np.maximum(sizes, 1.0)
    if LOCAL in owners:
        chance[owner[owners.index(LOCAL)]] = 1.0
    lots = np.array([zlib.crc32(each.post_id.encode("utf-8", "surrogatepass")) for each in posts]) / 2.0**32
    return places[lots < chance[owner]] if len(owner) else owner


def capped(weights: Floats, clusters: Integers, share: float, evenly: float) -> Floats:
    """
    Weights scaled down so that no cluster has more than ``share`` of what is left, or, where there are few clusters,
    ``evenly`` times its even share: with ``evenly`` clusters or fewer nothing changes. [n]
    """
    totals = np.bincount(clusters, weights) if len(weights) else np.empty(0)
    share = max(share, evenly / max(len(totals), 1))
    if share >= 1.0 or not totals.sum():
        return weights
    ordered = np.sort(totals)[::-1]
    rest = ordered.sum()
    limit = np.inf
    for above, total in enumerate(ordered):  # ``above`` clusters are cut down to the limit, the others are below it
        if above and total <= (limit := share * rest / (1.0 - share * above)):
            break
        if not above and total <= share * rest:
            return weights
        rest -= total
    return np.asarray(weights * np.minimum(1.0, limit / np.maximum(totals, 1e-12))[clusters])
