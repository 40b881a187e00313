"""Small facts about the database itself, by name."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa

from hashtagger.storage.tables import meta
from hashtagger.storage.upserts import insert_new, upsert

TAGS_REVISION = "tags_revision"
FLAG_RULES_VERSION = "flag_rules_version"
TAG_FLAGS_VERSION = "tag_flags_version"
TAG_STATS_VERSION = "tag_stats_version"
TAG_ALIASES_VERSION = "tag_aliases_version"
CONTRADICTIONS_VERSION = "contradictions_version"
PLATFORM_RULES_VERSION = "platform_rules_version"
COMPANIONS_VERSION = "companions_version"
TAG_LIFTS_VERSION = "tag_lifts_version"
"""Of what tags earned over all accounts (``storage/tag_lifts.py``)."""
CATALOGUE_VERSIONS = (
    TAGS_REVISION,
    FLAG_RULES_VERSION,
    TAG_FLAGS_VERSION,
    TAG_STATS_VERSION,
    TAG_ALIASES_VERSION,
    CONTRADICTIONS_VERSION,
    PLATFORM_RULES_VERSION,
    COMPANIONS_VERSION,
    TAG_LIFTS_VERSION,
)
"""One of them changes whenever anything that requests read of the catalogue does, in the same transaction."""


def read_meta(connection: sa.Connection, key: str) -> str | None:
    return connection.scalar(sa.select(meta.c.value).where(meta.c.key == key))


def write_meta(connection: sa.Connection, key: str, value: str) -> None:
    upsert(connection, meta, [{"key": key, "value": value}])


def new_version(connection: sa.Connection, key: str) -> None:
    """Give ``key`` a value that it never had."""
    write_meta(connection, key, uuid4().hex)


def tags_revision(connection: sa.Connection) -> int:
    """The newest revision that any tag got; 0 before the first."""
    return int(read_meta(connection, TAGS_REVISION) or 0)


def take_revisions(connection: sa.Connection, count: int) -> range:
    """
    The next ``count`` revisions of tags, for the caller alone.

    The row stays locked until the transaction ends, so revisions become visible in their order and a follower that has
    seen one has seen all before it.
    """
    insert_new(connection, meta, {"key": TAGS_REVISION, "value": "0"})
    mine = sa.select(meta.c.value).where(meta.c.key == TAGS_REVISION).with_for_update()
    before = int(connection.execute(mine).scalar_one())
    write_meta(connection, TAGS_REVISION, str(before + count))
    return range(before + 1, before + count + 1)
