"""What tags earned over all accounts, as it was last counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.ranking import TagLift
from hashtagger.storage.accounts import is_close
from hashtagger.storage.bulk import bulk_upsert, moments
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
    """
    Make ``lifts`` all that is known; ``accounts`` says how many used each. Answers how many.

    Those that are known as nearly (``accounts.CLOSE``) are left as they are; where all are, the version stays too.
    """
    said = sa.select(*(tag_lifts.c[name] for name in _COLUMNS[:5]))
    known = {Tag(row.tag): row for row in connection.execute(said)}
    gone = sorted(known.keys() - lifts.keys())
    changed = [
        (tag, each) for tag, each in sorted(lifts.items()) if not _is_as_known(each, accounts[tag], known.get(tag))
    ]
    for batch in batched(gone):
        connection.execute(sa.delete(tag_lifts).where(tag_lifts.c.tag.in_(batch)))
    moment = moments(connection)(now)
    rows = ((tag, each.posts, accounts[tag], each.lift, each.error, moment) for tag, each in changed)
    bulk_upsert(connection, tag_lifts, _COLUMNS, rows)
    if gone or changed:
        new_version(connection, TAG_LIFTS_VERSION)
    return len(lifts)


def _is_as_known(lift: TagLift, accounts: int, row: sa.Row[Any] | None) -> bool:
    return (
        row is not None
        and (row.posts, row.accounts) == (lift.posts, accounts)
        and is_close(row.lift, lift.lift)
        and is_close(row.error, lift.error)
    )
