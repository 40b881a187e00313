"""Loads the starter catalogue into the database, once for every version of its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from hashtagger.catalogue.entries import Catalogue, CatalogueTag
from hashtagger.catalogue.files import SHIPPED, fingerprint_of, read_catalogue
from hashtagger.storage.companions import learn_companions
from hashtagger.storage.database import Database
from hashtagger.storage.flags import replace_contradictions, replace_flag_rules
from hashtagger.storage.meta import read_meta, write_meta
from hashtagger.storage.platforms import replace_rules
from hashtagger.storage.tables import tags
from hashtagger.storage.tag_writes import TagDraft, TagSource, delete_tags, put_categories, upsert_tags
from hashtagger.types import Tag

STARTER: TagSource = "starter"
_FINGERPRINT = "starter_fingerprint"


@dataclass(frozen=True, slots=True)
class LoadReport:
    changed: bool
    """False: this version of the files had been loaded already, and nothing was done."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    """Left as a person wrote or deleted them."""
    deleted: int = 0
    """Came from an earlier version of the files and stand in this one no more."""


def ensure_starter(database: Database, *, now: datetime, folder: Path = SHIPPED) -> LoadReport:
    """Load the files of ``folder`` unless that happened before; reads them line by line only then."""
    fingerprint = fingerprint_of(folder)
    with database.reading() as connection:
        if read_meta(connection, _FINGERPRINT) == fingerprint:
            return LoadReport(changed=False)
    return database.write_now(load_starter, read_catalogue(folder), now=now)


def load_starter(connection: sa.Connection, catalogue: Catalogue, *, now: datetime) -> LoadReport:
    """
    Make the database say what ``catalogue`` says, except where people wrote something else themselves.

    Tags that were imported, edited or deleted by a person stay as they are. Flag rules, contradictions, platform rules
    and related tags are the project's own and are replaced; a person's flags stand on the tags (``set_flags``).
    """
    if read_meta(connection, _FINGERPRINT) == catalogue.fingerprint:
        return LoadReport(changed=False)
    put_categories(connection, [(c.category, c.title, c.visual) for c in catalogue.categories])
    counts = upsert_tags(connection, [_draft(tag) for tag in catalogue.tags], source=STARTER, now=now)
    deleted = delete_tags(connection, _dropped(connection, catalogue), source=STARTER, now=now)
    replace_flag_rules(connection, catalogue.flag_rules)
    replace_contradictions(connection, catalogue.contradictions)
    replace_rules(connection, catalogue.platform_rules)
    learn_companions(connection, catalogue.related, source=STARTER)
    write_meta(connection, _FINGERPRINT, catalogue.fingerprint)
    return LoadReport(True, counts.added, counts.updated, counts.unchanged, counts.kept, deleted)


def _dropped(connection: sa.Connection, catalogue: Catalogue) -> list[Tag]:
    named = {tag.tag for tag in catalogue.tags}
    loaded = connection.scalars(sa.select(tags.c.key).where(tags.c.source == STARTER).order_by(tags.c.key))
    return [Tag(key) for key in loaded if key not in named]


def _draft(tag: CatalogueTag) -> TagDraft:
    return TagDraft(
        tag=tag.tag,
        display=tag.display,
        words=tag.words,
        language=tag.language,
        reach=tag.reach,
        meaning=tag.meaning,
        categories=tag.categories,
        aliases=tag.aliases,
        visual=tag.visual,
    )
