"""Which tags a creator used before, by profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from hashtagger.storage.bulk import bulk_upsert, moments
from hashtagger.storage.tables import profile_tags
from hashtagger.storage.upserts import insert_new
from hashtagger.types import Tag


@dataclass(frozen=True, slots=True)
class UsedTag:
    tag: Tag
    uses: int
    last_used: datetime


def own_tags(connection: sa.Connection, owner: str, profile_id: str, *, limit: int = 100) -> list[UsedTag]:
    """The tags that the profile used most, then most recently; ties by tag. One that was only typed counts as used once."""
    query = (
        sa.select(profile_tags)
        .where(profile_tags.c.owner == owner, profile_tags.c.profile_id == profile_id)
        .order_by(profile_tags.c.uses.desc(), profile_tags.c.last_used.desc(), profile_tags.c.tag)
        .limit(limit)
    )
    return [UsedTag(Tag(row.tag), max(1, row.uses), row.last_used) for row in connection.execute(query)]


def note_use(connection: sa.Connection, owner: str, profile_id: str, tags: Iterable[Tag], *, now: datetime) -> None:
    """
    Remember that the profile typed ``tags`` into a request.

    It counts no use: asking again is not publishing, and ``count_uses`` counts what was published.
    """
    for tag in sorted(set(tags)):  # sorted: two writers lock the rows in one order
        row = {"owner": owner, "profile_id": profile_id, "tag": tag, "uses": 0, "last_used": now}
        if insert_new(connection, profile_tags, row):
            continue
        latest = sa.case((profile_tags.c.last_used > now, profile_tags.c.last_used), else_=now)
        connection.execute(
            sa.update(profile_tags)
            .where(profile_tags.c.owner == owner, profile_tags.c.profile_id == profile_id, profile_tags.c.tag == tag)
            .values(last_used=latest)
        )


def count_uses(
    connection: sa.Connection, owner: str, changes: Mapping[tuple[str, Tag], int], *, last_used: Mapping[str, datetime]
) -> None:
    """
    Change the uses of (profile, tag) by so many, up or down; a tag without uses left is forgotten.

    ``last_used`` says for each profile that gains uses when that was at the latest.
    """
    moment = moments(connection)
    gained = [(owner, *key, by, moment(last_used[key[0]])) for key, by in sorted(changes.items()) if by > 0]
    columns = ("owner", "profile_id", "tag", "uses", "last_used")
    bulk_upsert(connection, profile_tags, columns, gained, change=_MORE_USES)
    for (profile_id, tag), by in changes.items():
        if by < 0:
            mine = (
                profile_tags.c.owner == owner,
                profile_tags.c.profile_id == profile_id,
                profile_tags.c.tag == tag,
            )
            connection.execute(sa.update(profile_tags).where(*mine).values(uses=profile_tags.c.uses + by))
            connection.execute(sa.delete(profile_tags).where(*mine, profile_tags.c.uses <= 0))


_MORE_USES = (
    "SET uses = profile_tags.uses + excluded.uses, last_used = CASE WHEN profile_tags.last_used > excluded.last_used "
    "THEN profile_tags.last_used ELSE excluded.last_used END"
)


def forget_profile(connection: sa.Connection, owner: str, profile_id: str) -> int:
    """Delete the history of a profile; answers how many tags it had."""
    mine = (profile_tags.c.owner == owner, profile_tags.c.profile_id == profile_id)
    return connection.execute(sa.delete(profile_tags).where(*mine)).rowcount
