"""Reads the catalogue of tags: records, aliases, lists, categories, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.flags import flags_of
from hashtagger.storage.tables import categories, deleted_tags, tag_aliases, tag_categories, tag_stats, tags
from hashtagger.storage.upserts import batched
from hashtagger.types import Flag, Reach, Tag, TagRecord, TagStats

WORLD = ""
"""The region that means everywhere."""

STATS_WINDOW_H = 24
"""The window whose statistics stand in a record."""

_END = "\U0010ffff"  # sorts after every character a tag can hold


@dataclass(frozen=True, slots=True)
class Category:
    category: str
    title: str
    visual: bool
    """Can a photo show it?"""
    tags: int
    """How many tags are in it."""


@dataclass(frozen=True, slots=True)
class TagChange:
    """The last thing that happened to a tag."""

    tag: Tag
    revision: int
    deleted: bool


def records(connection: sa.Connection, keys: Iterable[Tag], *, region: str = WORLD) -> dict[Tag, TagRecord]:
    """
    The records of ``keys``, in their order; unknown keys are left out, aliases are not followed (see ``resolve``).

    Statistics are those of ``region`` where there are any, else of the whole world.
    """
    wanted = list(dict.fromkeys(keys))
    rows: dict[str, Any] = {}
    for batch in batched(wanted):
        rows.update((row.key, row) for row in connection.execute(sa.select(tags).where(tags.c.key.in_(batch))))
    found = [key for key in wanted if key in rows]
    in_categories = _categories_of(connection, found)
    stats = _stats_of(connection, found, region)
    flags = flags_of(connection, {key: rows[key].words.split() for key in found})
    return {key: _record(rows[key], in_categories[key], flags[key], stats.get(key)) for key in found}


def resolve(connection: sa.Connection, keys: Iterable[Tag]) -> dict[Tag, Tag]:
    """The tag that each key or alias stands for; what the catalogue does not know is left out."""
    wanted = list(dict.fromkeys(keys))
    found: dict[Tag, Tag] = {}
    for batch in batched(wanted):
        aliases = sa.select(tag_aliases).where(tag_aliases.c.alias.in_(batch))
        found.update((Tag(row.alias), Tag(row.tag)) for row in connection.execute(aliases))
        known = sa.select(tags.c.key).where(tags.c.key.in_(batch))
        found.update((Tag(key), Tag(key)) for key in connection.scalars(known))
    return {key: found[key] for key in wanted if key in found}


def spellings(connection: sa.Connection) -> dict[Tag, Tag]:
    """As ``resolve``, for every key and alias that there is."""
    known = {Tag(row.alias): Tag(row.tag) for row in connection.execute(sa.select(tag_aliases))}
    return known | {Tag(key): Tag(key) for key in connection.scalars(sa.select(tags.c.key))}


def list_tags(
    connection: sa.Connection,
    *,
    limit: int = 100,
    after: Tag | None = None,
    language: str | None = None,
    category: str | None = None,
    reach: Reach | None = None,
    prefix: str | None = None,
    region: str = WORLD,
) -> list[TagRecord]:
    """At most ``limit`` records in the order of their keys, beginning behind ``after``; every filter narrows."""
    query = sa.select(tags.c.key).order_by(tags.c.key).limit(limit)
    if after is not None:
        query = query.where(tags.c.key > after)
    if language is not None:
        query = query.where(tags.c.language == language)
    if reach is not None:
        query = query.where(tags.c.reach == reach.value)
    if prefix:
        query = query.where(tags.c.key >= prefix, tags.c.key < behind(prefix))
    if category is not None:
        mine = sa.select(tag_categories.c.tag).where(tag_categories.c.category == category)
        query = query.where(tags.c.key.in_(mine))
    return list(records(connection, [Tag(key) for key in connection.scalars(query)], region=region).values())


def behind(prefix: str) -> str:
    """What sorts behind everything that begins with ``prefix``: with it a range that an index serves."""
    return prefix + _END


def aliases_of(connection: sa.Connection, keys: Iterable[Tag]) -> dict[Tag, tuple[Tag, ...]]:
    """Other spellings of each tag, in order; tags without any are left out."""
    found: dict[Tag, list[Tag]] = defaultdict(list)
    for batch in batched(keys):
        query = sa.select(tag_aliases).where(tag_aliases.c.tag.in_(batch)).order_by(tag_aliases.c.alias)
        for row in connection.execute(query):
            found[Tag(row.tag)].append(Tag(row.alias))
    return {tag: tuple(aliases) for tag, aliases in found.items()}


def some_keys(connection: sa.Connection, *, limit: int) -> list[Tag]:
    """At most ``limit`` tags, in no order that means anything."""
    return [Tag(key) for key in connection.scalars(sa.select(tags.c.key).limit(limit))]


def count_tags(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(tags)).scalar_one()


def list_categories(connection: sa.Connection) -> list[Category]:
    """Every category in the order of names, with the number of its tags."""
    counts = sa.func.count(tag_categories.c.tag)
    query = (
        sa.select(categories, counts.label("tags"))
        .outerjoin(tag_categories, tag_categories.c.category == categories.c.category)
        .group_by(categories.c.category, categories.c.title, categories.c.visual)
        .order_by(categories.c.category)
    )
    return [Category(row.category, row.title, row.visual, row.tags) for row in connection.execute(query)]


def changed_since(connection: sa.Connection, revision: int, *, limit: int = 1000) -> list[TagChange]:
    """
    What happened to tags after ``revision``, oldest first, at most ``limit``; one change a tag, the last.

    The revision of the last change is where the next call goes on.
    """
    changed = sa.select(tags.c.key, tags.c.revision, sa.literal(False).label("deleted"))
    gone = sa.select(deleted_tags.c.key, deleted_tags.c.revision, sa.literal(True).label("deleted"))
    both = sa.union_all(changed.where(tags.c.revision > revision), gone.where(deleted_tags.c.revision > revision))
    query = both.order_by("revision").limit(limit)
    return [TagChange(Tag(row.key), row.revision, bool(row.deleted)) for row in connection.execute(query)]


def _categories_of(connection: sa.Connection, keys: Sequence[Tag]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for batch in batched(keys):
        query = sa.select(tag_categories).where(tag_categories.c.tag.in_(batch)).order_by(tag_categories.c.category)
        for row in connection.execute(query):
            found[row.tag].append(row.category)
    return {key: tuple(found.get(key, ())) for key in keys}


def _stats_of(connection: sa.Connection, keys: Sequence[Tag], region: str) -> dict[str, TagStats]:
    found: dict[str, TagStats] = {}
    for batch in batched(keys):
        query = (
            sa.select(tag_stats)
            .where(tag_stats.c.tag.in_(batch), tag_stats.c.window_h == STATS_WINDOW_H)
            .where(tag_stats.c.region.in_({WORLD, region}))
            .order_by(tag_stats.c.region)  # the world first, the region over it
        )
        found.update((row.tag, stats_from(row)) for row in connection.execute(query))
    return found


def stats_from(row: Any) -> TagStats:
    """A row of ``tag_stats`` as the domain's value."""
    return TagStats(row.posts_per_day, row.growth_per_day, row.z, tuple(row.sources), row.as_of)


def _record(row: Any, in_categories: tuple[str, ...], flags: tuple[Flag, ...], stats: TagStats | None) -> TagRecord:
    return TagRecord(
        tag=Tag(row.key),
        display=row.display,
        words=tuple(row.words.split()),
        meaning=row.meaning,
        categories=in_categories,
        language=row.language,
        reach=Reach(row.reach),
        visual=row.visual,
        flags=flags,
        stats=stats or TagStats(),
        first_seen=row.created,
    )
