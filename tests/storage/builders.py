"""Small values for the tests of the storage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hashtagger.storage.database import Database
from hashtagger.storage.tag_writes import TagDraft, UpsertCounts, upsert_tags
from hashtagger.types import Flag, FlagKind, Tag

NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def draft(tag: str, **changes: Any) -> TagDraft:
    return TagDraft(**{"tag": Tag(tag), "display": tag, "words": (tag,), "language": "en", **changes})


def put_tags(database: Database, *drafts: TagDraft | str, source: Any = "starter") -> UpsertCounts:
    rows = [one if isinstance(one, TagDraft) else draft(one) for one in drafts]
    return database.write_now(upsert_tags, rows, source=source, now=NOW)


def flag(kind: FlagKind = FlagKind.SPAM, confidence: float = 0.9, source: str = "a test") -> Flag:
    return Flag(kind, "because", confidence, source, "2026-11-20")


def tags(*names: str) -> Sequence[Tag]:
    return [Tag(name) for name in names]
