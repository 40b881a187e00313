"""What tags earned over all accounts, as it was last counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from hashtagger.ranking import TagLift
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.meta import TAG_LIFTS_VERSION, new_version
from hashtagger.storage.ranking_tables import tag_lifts
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

_COLUMNS = ("tag", "posts", "accounts", "lift", "error", "as_of")


def lifts_of(connection: sa.Connection, tags: Iterable[Tag]) -> dict[Tag, TagLift]:
    """The lifts of ``tags`` that have one; when they were last used is not kept."""
    found: dict[Tag, TagLift] = {}
    for batch in batched(dict.fromkeys(tags)):
        for row in connection.execute(sa.select(tag_lifts).where(tag_lifts.c.tag.in_(batch))):
            found[Tag(row.tag)] = TagLift(row.posts, row.lift, row.error)
    return found


def put_lifts(
    connection: sa.Connection, lifts: Mapping[Tag, TagLift], accounts: Mapping[Tag, int], *, now: datetime
) -> int:
    """Make ``lifts`` all that is known; ``accounts`` says how many used each. Answers how many."""
    moment = moments(connection)(now)
    connection.execute(sa.delete(tag_lifts))
    rows = ((tag, each.posts, accounts[tag], each.lift, each.error, moment) for tag, each in sorted(lifts.items()))
    count = bulk_insert(connection, tag_lifts, _COLUMNS, rows)
    new_version(connection, TAG_LIFTS_VERSION)
    return count
