"""Writes the catalogue of tags, so that every change has a revision that followers can ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from hashtagger.storage.meta import TAG_ALIASES_VERSION, new_version, take_revisions
from hashtagger.storage.tables import (
    categories,
    companions,
    deleted_tags,
    tag_aliases,
    tag_categories,
    tag_starts,
    tags,
)
from hashtagger.storage.tags import aliases_of
from hashtagger.storage.upserts import batched, upsert
from hashtagger.types import Reach, Tag

TagSource = Literal["starter", "import", "crawl", "user"]

_STANDING: Mapping[str, int] = {"crawl": 0, "starter": 1, "import": 2, "user": 2}
"""Who may overwrite whom: what people wrote themselves stays."""


@dataclass(frozen=True, slots=True)
class TagDraft:
    """A tag as somebody wants it to stand in the catalogue."""

    tag: Tag
    display: str
    words: tuple[str, ...]
    language: str
    reach: Reach = Reach.MEDIUM
    meaning: str = ""
    categories: tuple[str, ...] = ()
    """Unknown ones are made, with their name as title."""
    aliases: tuple[Tag, ...] = ()
    """One that is a tag itself, or belongs to another tag already, is left where it is."""
    visual: bool = True


@dataclass(frozen=True, slots=True)
class UpsertCounts:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    """Left as they are because somebody of higher standing wrote or deleted them."""


def upsert_tags(
    connection: sa.Connection, drafts: Iterable[TagDraft], *, source: TagSource, now: datetime
) -> UpsertCounts:
    """
    Bring the catalogue to ``drafts``; each tag that changes gets a new revision.

    A crawl never changes what the starter catalogue says, and neither changes what was imported or written by a user.
    Of two drafts of one tag the last wins. Raises ``ValueError`` for a draft without words.
    """
    wanted = {draft.tag: _checked(draft) for draft in drafts}
    take_revisions(connection, 0)  # writers of the catalogue take turns from here on
    done = _Outcome()
    for batch in batched(wanted.values()):
        _upsert_batch(connection, batch, source, now, done)
    # Only now: an alias may be a tag of a later batch.
    moved = _write_aliases(connection, [draft for draft in wanted.values() if draft.tag not in done.kept])
    done.updated |= moved & done.unchanged
    done.unchanged -= moved
    return UpsertCounts(len(done.added), len(done.updated), len(done.unchanged), len(done.kept))


def delete_tags(connection: sa.Connection, keys: Iterable[Tag], *, source: TagSource, now: datetime) -> int:
    """
    Delete tags with their aliases, categories, embeddings and companions; answers how many there were.

    What a user deleted is not brought back by a later starter catalogue; flags set on it stay.
    """
    deleted = 0
    for batch in batched(keys):
        known = list(connection.scalars(sa.select(tags.c.key).where(tags.c.key.in_(batch)).order_by(tags.c.key)))
        rows = [
            {"key": key, "source": source, "revision": revision, "deleted": now}
            for key, revision in zip(known, take_revisions(connection, len(known)), strict=True)
        ]
        upsert(connection, deleted_tags, rows)
        connection.execute(sa.delete(tags).where(tags.c.key.in_(known)))
        connection.execute(sa.delete(companions).where(companions.c.tag.in_(known) | companions.c.other.in_(known)))
        deleted += len(known)
    return deleted


def put_categories(connection: sa.Connection, rows: Iterable[tuple[str, str, bool]]) -> None:
    """Add or change categories: name, title, whether a photo can show it."""
    values = [{"category": name, "title": title, "visual": visual} for name, title, visual in rows]
    upsert(connection, categories, values)


@dataclass(slots=True)
class _Outcome:
    added: set[Tag] = field(default_factory=set)
    updated: set[Tag] = field(default_factory=set)
    unchanged: set[Tag] = field(default_factory=set)
    kept: set[Tag] = field(default_factory=set)


def _checked(draft: TagDraft) -> TagDraft:
    if not draft.words or any(not word or word.split() != [word] for word in draft.words):
        raise ValueError(f"'{draft.tag}' needs its words, one each, without spaces")
    return replace(draft, categories=tuple(sorted(set(draft.categories))))


def _upsert_batch(
    connection: sa.Connection, drafts: Sequence[TagDraft], source: TagSource, now: datetime, done: _Outcome
) -> None:
    keys = [draft.tag for draft in drafts]
    existing = {row.key: row for row in connection.execute(sa.select(tags).where(tags.c.key.in_(keys)))}
    shown = _shown(connection, keys)
    kept = _of_higher_standing(connection, keys, existing, source)
    unchanged = {draft.tag for draft in drafts if draft.tag in existing and _same(existing[draft.tag], draft, shown)}
    todo = [draft for draft in drafts if draft.tag not in kept and draft.tag not in unchanged]
    _write(connection, todo, existing, source, now)
    done.kept |= kept
    done.unchanged |= unchanged - kept
    done.added |= {draft.tag for draft in todo if draft.tag not in existing}
    done.updated |= {draft.tag for draft in todo if draft.tag in existing}


def _shown(connection: sa.Connection, keys: Sequence[Tag]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {key: set() for key in keys}
    for row in connection.execute(sa.select(tag_categories).where(tag_categories.c.tag.in_(keys))):
        found[row.tag].add(row.category)
    return found


def _of_higher_standing(
    connection: sa.Connection, keys: Sequence[Tag], existing: Mapping[str, Any], source: TagSource
) -> set[Tag]:
    gone = sa.select(deleted_tags.c.key, deleted_tags.c.source).where(deleted_tags.c.key.in_(keys))
    owners = {row.key: row.source for row in connection.execute(gone)}
    owners.update((key, row.source) for key, row in existing.items())
    return {key for key in keys if key in owners and _STANDING[owners[key]] > _STANDING[source]}


def _same(row: Any, draft: TagDraft, shown: Mapping[str, set[str]]) -> bool:
    columns = _columns(draft)
    return columns == {name: getattr(row, name) for name in columns} and shown[draft.tag] == set(draft.categories)


def _columns(draft: TagDraft) -> dict[str, Any]:
    return {
        "key": draft.tag,
        "display": draft.display,
        "words": " ".join(draft.words),
        "meaning": draft.meaning,
        "language": draft.language,
        "reach": draft.reach.value,
        "visual": draft.visual,
    }


def _write(
    connection: sa.Connection,
    drafts: Sequence[TagDraft],
    existing: Mapping[str, Any],
    source: TagSource,
    now: datetime,
) -> None:
    if not drafts:
        return
    keys = [draft.tag for draft in drafts]
    rows = [
        {
            **_columns(draft),
            "source": source,
            "revision": revision,
            "created": existing[draft.tag].created if draft.tag in existing else now,
            "updated": now,
        }
        for draft, revision in zip(drafts, take_revisions(connection, len(drafts)), strict=True)
    ]
    upsert(connection, tags, rows)
    connection.execute(sa.delete(deleted_tags).where(deleted_tags.c.key.in_(keys)))
    # A tag of its own is no longer another spelling of something.
    connection.execute(sa.delete(tag_aliases).where(tag_aliases.c.alias.in_(keys)))
    _make_categories(connection, {name for draft in drafts for name in draft.categories})
    connection.execute(sa.delete(tag_categories).where(tag_categories.c.tag.in_(keys)))
    upsert(connection, tag_categories, [{"tag": d.tag, "category": name} for d in drafts for name in d.categories])
    connection.execute(sa.delete(tag_starts).where(tag_starts.c.tag.in_(keys)))
    starts = [{"tag": d.tag, "start": start, "reach": d.reach.value} for d in drafts for start in _starts(d)]
    upsert(connection, tag_starts, starts)


def _starts(draft: TagDraft) -> set[str]:
    """With what somebody may begin to type it: with itself, or with a word inside it that is more than 'of' or 'in'."""
    words = " ".join(draft.words).casefold().split()
    inside = (word for word in words if not draft.tag.startswith(word))
    return {draft.tag, *(word for word in inside if len(word) > 2 or not word.isascii())}


def _make_categories(connection: sa.Connection, names: set[str]) -> None:
    known = set(connection.scalars(sa.select(categories.c.category).where(categories.c.category.in_(sorted(names)))))
    put_categories(connection, [(name, name.replace("_", " ").capitalize(), True) for name in sorted(names - known)])


def _write_aliases(connection: sa.Connection, drafts: Sequence[TagDraft]) -> set[Tag]:
    """Make the aliases of ``drafts`` as written; whose changed? An alias moves no vector, hence gets no revision."""
    changed: set[Tag] = set()
    for batch in batched(drafts):
        known = aliases_of(connection, [draft.tag for draft in batch])
        wanted: dict[Tag, Tag] = {}
        for draft in batch:
            for alias in draft.aliases:
                if alias not in wanted or alias in known.get(draft.tag, ()):
                    wanted[alias] = draft.tag
        dropped = {alias: tag for tag, aliases in known.items() for alias in aliases if wanted.get(alias) != tag}
        connection.execute(sa.delete(tag_aliases).where(tag_aliases.c.alias.in_(list(dropped))))
        taken = set(connection.scalars(sa.select(tag_aliases.c.alias).where(tag_aliases.c.alias.in_(list(wanted)))))
        taken |= set(connection.scalars(sa.select(tags.c.key).where(tags.c.key.in_(list(wanted)))))
        rows = [{"alias": alias, "tag": tag} for alias, tag in wanted.items() if alias not in taken]
        if rows:
            connection.execute(sa.insert(tag_aliases), rows)
        changed |= set(dropped.values()) | {Tag(row["tag"]) for row in rows}
    if changed:
        new_version(connection, TAG_ALIASES_VERSION)
    return changed
