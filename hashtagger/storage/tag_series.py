"""Reads the hours of tags as the scorer wants them: matrices, and only of tags that may trend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from hashtagger.observations import ANY_LANGUAGE
from hashtagger.storage.tables import tags as tags_table
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.trend_tables import source_hours, tag_hours
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

Floats = NDArray[np.float64]

_FETCH_ROWS = 50_000
_TAGS_IN_LIST = 2_000


class TagUse(NamedTuple):
    """One hour of one tag."""

    hour: int
    authors: float
    posts: float
    weight: float
    servers: int


def scopes_heard(connection: sa.Connection, first_hour: int, last_hour: int) -> list[Scope]:
    """Every scope that was listened to in one of these hours, in order."""
    t = source_hours
    query = sa.select(t.c.source, t.c.region, t.c.language).where(t.c.hour.between(first_hour, last_hour))
    # Told apart here: for DISTINCT, SQLite would read the key from end to end, because it has the scopes in order.
    return sorted({Scope(*row) for row in connection.execute(query)})


def observed_hours(connection: sa.Connection, scope: Scope, first_hour: int, last_hour: int) -> Floats:
    """Share of each hour that was listened to, 0..1: float64 [last_hour - first_hour + 1]."""
    t = source_hours
    query = sa.select(t.c.hour, t.c.observed).where(*_inside(t, scope), t.c.hour.between(first_hour, last_hour))
    observed = np.zeros(last_hour - first_hour + 1)
    for row in connection.execute(query):
        observed[row.hour - first_hour] = row.observed
    return observed


def active_tags(
    connection: sa.Connection, scope: Scope, first_hour: int, last_hour: int, *, min_authors: float, at_least: int = 1
) -> list[Tag]:
    """
    Tags with ``min_authors`` in ``at_least`` of these hours, in order.

    Reads the index by hour from its crowded end: tags with fewer authors are not touched, however many there are.
    """
    t = tag_hours
    hours = list(range(first_hour, last_hour + 1))
    # Grouped by the column itself, SQLite would read the key from end to end, because it has the tags in order.
    tag = t.c.tag.concat("")
    query = (
        sa.select(tag)
        .where(*_inside(t, scope), t.c.hour.in_(hours), t.c.authors >= min_authors)
        .group_by(tag)
        .having(sa.func.count() >= at_least)
    )
    return sorted(Tag(each) for each in connection.scalars(query))


def authors_of(connection: sa.Connection, scope: Scope, tags: Sequence[Tag], first_hour: int, last_hour: int) -> Floats:
    """Authors of each hour, 0 without a row: float64 [n_tags, last_hour - first_hour + 1], rows as ``tags`` (distinct)."""
    counts = np.zeros((len(tags), last_hour - first_hour + 1))
    row_of: dict[str, int] = {tag: row for row, tag in enumerate(tags)}
    t = tag_hours
    for names in batched(tags, _TAGS_IN_LIST):
        query = sa.select(t.c.tag, t.c.hour, t.c.authors)
        query = query.where(*_inside(t, scope), t.c.tag.in_(names), t.c.hour.between(first_hour, last_hour))
        for found, hours, authors in _columns(connection, query):
            rows = np.fromiter(map(row_of.__getitem__, found), np.intp, len(found))
            counts[rows, np.asarray(hours, np.intp) - first_hour] = authors
    return counts


def uses_of(
    connection: sa.Connection, scope: Scope, tags: Collection[Tag], first_hour: int, last_hour: int
) -> dict[Tag, list[TagUse]]:
    """Everything counted of each of ``tags`` in these hours, in order; tags without a row are left out."""
    found: dict[Tag, list[TagUse]] = {}
    t = tag_hours
    for names in batched(tags):
        query = sa.select(t.c.tag, t.c.hour, t.c.authors, t.c.posts, t.c.weight, t.c.servers)
        query = query.where(*_inside(t, scope), t.c.tag.in_(names), t.c.hour.between(first_hour, last_hour))
        for tag, *use in connection.execute(query.order_by(t.c.tag, t.c.hour)):
            found.setdefault(Tag(tag), []).append(TagUse(*use))
    return found


def catalogue_posts(connection: sa.Connection, scope: Scope, first_hour: int, last_hour: int) -> dict[Tag, float]:
    """Posts of every tag of the catalogue in these hours; tags without a row are left out."""
    t = tag_hours
    found: dict[Tag, float] = {}
    posts = sa.func.sum(t.c.posts).label("posts")
    for names in batched(list(connection.scalars(sa.select(tags_table.c.key)))):
        query = sa.select(t.c.tag, posts).where(*_inside(t, scope), t.c.tag.in_(names))
        query = query.where(t.c.hour.between(first_hour, last_hour)).group_by(t.c.tag)
        found.update((Tag(row.tag), row.posts) for row in connection.execute(query))
    return found


def languages_of(connection: sa.Connection, tags: Collection[Tag], first_hour: int, last_hour: int) -> dict[Tag, str]:
    """The language in which each tag had most authors in these hours; tags that no language was counted of are left out."""
    t = tag_hours
    most: dict[Tag, tuple[float, str]] = {}
    authors = sa.func.sum(t.c.authors).label("authors")
    for scope in scopes_heard(connection, first_hour, last_hour):
        if scope.language == ANY_LANGUAGE:
            continue
        for names in batched(tags):
            query = sa.select(t.c.tag, authors).where(*_inside(t, scope), t.c.tag.in_(names))
            for row in connection.execute(query.where(t.c.hour.between(first_hour, last_hour)).group_by(t.c.tag)):
                tag, seen = Tag(row.tag), (row.authors, scope.language)
                most[tag] = max(seen, most.get(tag, seen))
    return {tag: language for tag, (_, language) in most.items()}


def tags_in(
    connection: sa.Connection, scope: Scope, tags: Collection[Tag], first_hour: int, last_hour: int
) -> set[Tag]:
    """Which of ``tags`` have a row in these hours."""
    t = tag_hours
    found: set[Tag] = set()
    for names in batched(tags):
        query = sa.select(t.c.tag).where(*_inside(t, scope), t.c.tag.in_(names))
        found |= {
            Tag(tag) for tag in connection.scalars(query.where(t.c.hour.between(first_hour, last_hour)).distinct())
        }
    return found


def last_heard(connection: sa.Connection, scope: Scope, until_hour: int) -> int | None:
    """The newest hour up to ``until_hour`` in which ``scope`` was listened to."""
    t = source_hours
    query = sa.select(sa.func.max(t.c.hour)).where(*_inside(t, scope), t.c.hour <= until_hour)
    newest: int | None = connection.scalar(query)
    return newest


def _inside(table: sa.Table, scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    at = table.c
    return (at.source == scope.source, at.region == scope.region, at.language == scope.language)


def _columns(
    connection: sa.Connection, query: sa.Select[tuple[str, int, float]]
) -> Iterator[tuple[Sequence[str], Sequence[int], Sequence[float]]]:
    """The rows of ``query`` by columns, some at a time, without a Python object for each row."""
    rows = connection.execute(query).cursor
    while some := rows.fetchmany(_FETCH_ROWS):
        names, hours, authors = zip(*some, strict=True)
        yield names, hours, authors
