"""Imports a file of tags whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import sqlalchemy as sa

from hashtagger.storage.database import Database
from hashtagger.storage.tag_rows import Format, RefusedRow, TagRow, read_rows
from hashtagger.storage.tag_writes import TagDraft, UpsertCounts, upsert_tags
from hashtagger.storage.tags import aliases_of, records
from hashtagger.storage.upserts import batched
from hashtagger.text.segment import split_tag
from hashtagger.types import Reach, Tag, TagRecord

MAX_REPORTED = 1000
"""Refused rows that a report lists; the others are only counted."""

_FORMATS: Mapping[str, Format] = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_SURE = 0.5
"""Below this confidence of a split, a tag counts as one word."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would have done."""

    added: int
    updated: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    """The first ``MAX_REPORTED``."""
    refused_rows: int
    written: bool
    """False in a dry run, and when refused rows made the whole file refused."""

    @property
    def accepted(self) -> int:
        return self.added + self.updated + self.unchanged


def import_tags(
    database: Database,
    source: Path | BinaryIO,
    *,
    now: datetime,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> ImportReport:
    """
    Add and change tags as ``source`` says (see ``read_rows``), in one transaction.

    Any bad row refuses the whole file, unless ``skip_bad``; a file that cannot be read to its end is refused always.
    What the file has no column for stays as it is. New tags are English, of medium reach, and split into words where
    the splitter is sure. Raises ``OSError`` when the file cannot be opened, ``TryLater`` when the database is busy.
    """
    file_format = _FORMATS.get(source.suffix.lower()) if isinstance(source, Path) else None
    with _whole(source) as stream, database.writing() as connection:
        savepoint = connection.begin_nested()  # rolled back, the import was never there
        outcome = _Import(connection, now, skip_bad=skip_bad)
        outcome.take(read_rows(stream, file_format))
        written = outcome.may_be_kept and not dry_run
        savepoint.commit() if written else savepoint.rollback()
    return outcome.report(written=written)


class _Import:
    def __init__(self, connection: sa.Connection, now: datetime, *, skip_bad: bool) -> None:
        self._connection, self._now, self._skip_bad = connection, now, skip_bad
        self._counts: list[UpsertCounts] = []
        self._refused: list[RefusedRow] = []
        self._refused_rows = 0
        self._fatal = False
        self._first_line: dict[Tag, int] = {}

    @property
    def may_be_kept(self) -> bool:
        return not self._fatal and (self._skip_bad or not self._refused_rows)

    def take(self, rows: Iterable[TagRow | RefusedRow]) -> None:
        for batch in batched(self._good(rows)):
            drafts = _drafts(self._connection, batch)
            self._counts.append(upsert_tags(self._connection, drafts, source="import", now=self._now))

    def report(self, *, written: bool) -> ImportReport:
        return ImportReport(
            added=sum(counts.added for counts in self._counts),
            updated=sum(counts.updated for counts in self._counts),
            unchanged=sum(counts.unchanged for counts in self._counts),
            refused=tuple(self._refused),
            refused_rows=self._refused_rows,
            written=written,
        )

    def _good(self, rows: Iterable[TagRow | RefusedRow]) -> Iterator[TagRow]:
        for row in rows:
            if isinstance(row, RefusedRow):
                self._refuse(row)
            elif (first := self._first_line.setdefault(row.tag, row.line)) != row.line:
                self._refuse(RefusedRow(row.line, f"the same tag as in line {first}"))
            else:
                yield row

    def _refuse(self, row: RefusedRow) -> None:
        self._fatal |= row.fatal
        self._refused_rows += 1
        if len(self._refused) < MAX_REPORTED:
            self._refused.append(row)


def _drafts(connection: sa.Connection, rows: Sequence[TagRow]) -> list[TagDraft]:
    keys = [row.tag for row in rows]
    known, aliases = records(connection, keys), aliases_of(connection, keys)
    return [_draft(row, known.get(row.tag), aliases.get(row.tag, ())) for row in rows]


def _draft(row: TagRow, known: TagRecord | None, aliases: tuple[Tag, ...]) -> TagDraft:
    if known is None:
        known = TagRecord(
            tag=row.tag,
            display=row.display or row.tag,
            words=_words(row.display or row.tag),
            meaning="",
            categories=(),
            language="en",
            reach=Reach.MEDIUM,
            visual=True,
        )
    return TagDraft(
        tag=row.tag,
        display=row.display or known.display,
        words=row.words or known.words,
        language=row.language or known.language,
        reach=row.reach or known.reach,
        meaning=known.meaning if row.meaning is None else row.meaning,
        categories=known.categories if row.categories is None else row.categories,
        aliases=aliases if row.aliases is None else row.aliases,
        visual=known.visual if row.visual is None else row.visual,
    )


def _words(display: str) -> tuple[str, ...]:
    split = split_tag(display)
    sure = split.confidence >= _SURE and all(word.split() == [word] for word in split.words)
    return tuple(word.casefold() for word in split.words) if sure else (display.casefold(),)


@contextmanager
def _whole(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """The source from a disk, so that nobody waits with a transaction open for what a slow pipe brings."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        with TemporaryFile() as copy:
            shutil.copyfileobj(source, copy)
            copy.seek(0)
            yield copy
