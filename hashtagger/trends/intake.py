"""Takes what a crawl brought into the database; crawlers call this and nothing below it."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa

from hashtagger.observations import Snapshot, Verdict
from hashtagger.storage.snapshots import put_snapshot
from hashtagger.trends.naming import tag_of


def store_snapshot(connection: sa.Connection, snapshot: Snapshot) -> Verdict:
    """
    Store ``snapshot`` whole, in the caller's transaction, with the tag that each of its lines stands for.

    The verdict says whether it may be used; only then its observations are kept (``put_snapshot``). An unreadable
    answer is stored too: pass a ``Snapshot`` with ``readable=False`` and no observations.
    """
    return put_snapshot(connection, snapshot, _naming)


_naming = lru_cache(maxsize=50_000)(tag_of)  # a list tells each name for many days, and again in the next hour
