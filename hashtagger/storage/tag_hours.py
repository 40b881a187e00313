"""Keeps how much each tag was used in each hour, as one source counted it, and when that source was listened to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa

from hashtagger.observations import ANY_LANGUAGE, WORLD, SourceHour, TagHour
from hashtagger.storage.bulk import bulk_upsert
from hashtagger.storage.trend_tables import co_tags, source_hours, tag_hours
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

TAG_COLUMNS = ("source", "region", "language", "tag", "hour", "authors", "posts", "weight", "servers")
_SOURCE_COLUMNS = ("source", "region", "language", "hour", "observed", "authors", "posts")
_COTAG_COLUMNS = ("source", "tag", "day", "other", "n")


class Scope(NamedTuple):
    """What is compared with what: the tags of one source, in one region and language."""

    source: str
    region: str = WORLD
    language: str = ANY_LANGUAGE


def put_tag_hours(connection: sa.Connection, source: str, rows: Iterable[TagHour]) -> int:
    """
    Make each row what is known of its tag in its hour, region and language; answers how many rows.

    Rows replace, they do not add. A tag with no row in an hour that was listened to (``put_source_hours``) was not used.
    """
    return bulk_upsert(
        connection,
        tag_hours,
        TAG_COLUMNS,
        (
            (source, r.region, r.language, r.tag, r.hour, float(r.authors), float(r.posts), float(r.weight), r.servers)
            for r in rows
        ),
    )


def put_source_hours(connection: sa.Connection, source: str, rows: Iterable[SourceHour]) -> int:
    """Make each row what is known of its hour, region and language; answers how many rows. Rows replace."""
    return bulk_upsert(
        connection,
        source_hours,
        _SOURCE_COLUMNS,
        ((source, r.region, r.language, r.hour, float(r.observed), float(r.authors), float(r.posts)) for r in rows),
    )


def replace_hour(
    connection: sa.Connection, source: str, hour: int, rows: Iterable[TagHour], listened: Iterable[SourceHour]
) -> int:
    """
    Make ``rows`` all that ``source`` counted in ``hour``, in every region and language: for a recount, after which tags
    may have vanished. Answers how many rows. Raises ``ValueError`` for a row of another hour.
    """
    tags, heard = list(rows), list(listened)
    if ({each.hour for each in tags} | {each.hour for each in heard}) - {hour}:
        raise ValueError(f"a recount of hour {hour} holds another hour")
    known = sa.select(source_hours.c.region, source_hours.c.language)
    known = known.where(source_hours.c.source == source, source_hours.c.hour == hour)
    places = {(row.region, row.language) for row in connection.execute(known)}
    places |= {(each.region, each.language) for each in tags} | {(each.region, each.language) for each in heard}
    for region, language in sorted(places):
        for table in (tag_hours, source_hours):
            in_place = (table.c.source == source, table.c.region == region, table.c.language == language)
            connection.execute(sa.delete(table).where(*in_place, table.c.hour == hour))
    put_source_hours(connection, source, heard)
    return put_tag_hours(connection, source, tags)


def clear_tag_hours(
    connection: sa.Connection, scope: Scope, tags: Iterable[Tag], first_hour: int, last_hour: int
) -> None:
    """Forget what was counted of ``tags`` in these hours."""
    t = tag_hours
    inside = (t.c.source == scope.source, t.c.region == scope.region, t.c.language == scope.language)
    for batch in batched(tags):
        connection.execute(sa.delete(t).where(*inside, t.c.tag.in_(batch), t.c.hour.between(first_hour, last_hour)))


def put_co_tags(connection: sa.Connection, source: str, day: int, rows: Iterable[tuple[Tag, Tag, int]]) -> int:
    """
    Make ``n`` the number of posts of ``day`` (since 1970) that had both tags; rows are ``(tag, other, n)``.

    A pair is told in both directions by whoever wants to find it from both. Rows replace; answers how many.
    """
    return bulk_upsert(connection, co_tags, _COTAG_COLUMNS, ((source, tag, day, other, n) for tag, other, n in rows))


def co_tags_of(
    connection: sa.Connection, sources: Collection[str], tags: Iterable[Tag], *, first_day: int, last_day: int
) -> dict[Tag, dict[str, int]]:
    """tag → other tag → posts with both from ``first_day`` to ``last_day``, as ``sources`` saw them together."""
    found: dict[Tag, dict[str, int]] = {}
    t = co_tags
    together = sa.func.sum(t.c.n).label("together")
    for batch in batched(dict.fromkeys(tags)):
        query = sa.select(t.c.tag, t.c.other, together).where(t.c.source.in_(sources), t.c.tag.in_(batch))
        query = query.where(t.c.day.between(first_day, last_day)).group_by(t.c.tag, t.c.other)
        for row in connection.execute(query):
            found.setdefault(Tag(row.tag), {})[row.other] = int(row.together)
    return found
