"""Keeps the records that requests keep asking for, for as long as the database says that nothing about them changed."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from hashtagger.storage import tags
from hashtagger.storage.meta import RECORD_VERSIONS
from hashtagger.storage.tables import meta
from hashtagger.types import Tag, TagRecord

MOST = 50_000


class RecordCache:
    """
    ``tags.records`` with a memory; shared by any number of threads.

    Every write to tags, their flags, the flag rules or the statistics changes a version in the database, in the same
    transaction. A request reads the versions first, so it never gets a record older than its own snapshot.
    """

    def __init__(self) -> None:
        self._known: tuple[str, dict[Tag, TagRecord]] = ("", {})

    def records(self, connection: sa.Connection, keys: Iterable[Tag], *, region: str) -> dict[Tag, TagRecord]:
        """See ``tags.records``; in the order of ``keys``."""
        wanted = list(dict.fromkeys(keys))
        version = f"{region}|{_version(connection)}"
        if self._known[0] != version or len(self._known[1]) > MOST:
            self._known = (version, {})
        kept_for, known = self._known
        if kept_for != version:  # another thread's newer snapshot came between
            return tags.records(connection, wanted, region=region)
        missing = [key for key in wanted if key not in known]
        if missing:
            known.update(tags.records(connection, missing, region=region))
        return {key: known[key] for key in wanted if key in known}


def _version(connection: sa.Connection) -> str:
    rows = connection.execute(sa.select(meta.c.key, meta.c.value).where(meta.c.key.in_(RECORD_VERSIONS)))
    return "|".join(f"{row.key}={row.value}" for row in sorted(rows, key=lambda row: row.key))
