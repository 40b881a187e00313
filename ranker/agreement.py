"""
How well an order of candidates agrees with what posts earned, on posts that nobody learned from.

    exposure      Σ over the used tags among the first k:  discount(place),  over  Σ discount(1..k)
    agreement@k   covariance over posts of exposure and (grade − 2) / 2

Above 0 when an order puts tags first whose posts did better than most, and last those whose posts did worse. Exposure grows
with the number of used tags, whatever the order is; so grades come of residuals from which the line on that number was taken
(``ranker/dataset.py``). With that an order that knows nothing of engagement has an expectation near 0, also the one that puts all
used tags first: not quite 0 where engagement follows the number in another way than by a line. NDCG has not: it divides by
the best order, which gains less where a post did badly, so merely *not* repeating what was shown would look like a success.
NDCG is given beside it for what creators decided themselves: whether used tags stand before removed ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ranker.dataset import Table
from ranker.labels import NEUTRAL, REMOVED, UNUSED, USED
from ranker.ndcg import discounts, group_numbers, ndcg_by_group

K = 5
Floats = NDArray[np.float64]


def agreement_at(table: Table, scores: Floats, k: int | None = K) -> Floats:
    """
    What each group adds to the covariance, float64 [g]: their mean by ``group_weights`` is the agreement, in -1..1.

    ``scores`` [n]; equal ones share their places. ``k`` None: all places count.
    """
    if not len(table):
        return np.empty(0)
    limit = int(table.sizes.max()) if k is None else k
    seen = np.bincount(
        group_numbers(table.sizes), discounts(scores, table.sizes, limit) * (table.use == USED), minlength=len(table)
    )
    exposure = seen / np.sum(1.0 / np.log2(np.arange(limit) + 2.0))
    worth = (table.worth - NEUTRAL) / NEUTRAL
    weights = np.maximum(table.group_weights, 1e-12)
    # Both centred: what all posts have in common would only add noise to an interval.
    return np.asarray((exposure - np.average(exposure, weights=weights)) * (worth - np.average(worth, weights=weights)))


def kept_ndcg_at(table: Table, scores: Floats, k: int = K) -> Floats:
    """
    How far up the used tags (gain 1) stand among the used and the removed ones (0), float64 [g]; NaN for a group that has
    not both.

    ``scores`` [n].
    """
    known = table.use != UNUSED
    groups = group_numbers(table.sizes)
    sizes = np.bincount(groups, known, minlength=len(table)).astype(np.int64)
    found = ndcg_by_group(table.use[known] == USED, scores[known], sizes, k)
    both = np.bincount(groups, table.use == REMOVED, minlength=len(table)) > 0
    return np.where(both, found, np.nan)
