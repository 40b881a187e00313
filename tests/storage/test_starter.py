"""Loading the starter catalogue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hashtagger.catalogue.entries import Catalogue, CatalogueCategory, CatalogueTag, Contradiction, FlagRule
from hashtagger.storage.companions import companions_of
from hashtagger.storage.database import Database
from hashtagger.storage.flags import contradictions
from hashtagger.storage.meta import tags_revision
from hashtagger.storage.platforms import all_rules
from hashtagger.storage.starter import LoadReport, ensure_starter, load_starter
from hashtagger.storage.tag_writes import delete_tags
from hashtagger.storage.tags import count_tags, records, resolve
from hashtagger.types import Flag, FlagKind, PlatformRule, Reach, Tag
from tests.storage.builders import NOW, draft, put_tags, tags


def entry(tag: str, **changes: object) -> CatalogueTag:
    fixed = CatalogueTag(Tag(tag), tag, (tag,), Reach.BROAD, "", (), "en", ("food",), True, "f:1")
    return replace(fixed, **changes)  # type: ignore[arg-type]


CATALOGUE = Catalogue(
    tags=(entry("cafe", aliases=tags("cafes")), entry("vegan"), entry("meat"), entry("l4l")),
    categories=(CatalogueCategory("food", "Food", True),),
    flag_rules=(FlagRule("tag", "l4l", Flag(FlagKind.SPAM, "r", 0.9, "s", "2026-11-20")),),
    contradictions=(Contradiction("vegan", "meat", "no meat"),),
    related=(tags("cafe", "vegan"),),  # type: ignore[arg-type]
    platform_rules=(PlatformRule("x", None, 2, None, 280, "2006-07", None, "s"),),
    fingerprint="1",
)


def load(database: Database, catalogue: Catalogue = CATALOGUE) -> LoadReport:
    return database.write_now(load_starter, catalogue, now=NOW)


def test_everything_in_the_files_is_in_the_database(database: Database) -> None:
    assert load(database) == LoadReport(changed=True, added=4)
    with database.reading() as connection:
        [spam] = records(connection, tags("l4l")).values()
        assert [flag.kind for flag in spam.flags] == [FlagKind.SPAM]
        assert resolve(connection, tags("cafes")) == {"cafes": "cafe"}
        assert [c.tag for c in companions_of(connection, tags("cafe"))[Tag("cafe")]] == ["vegan"]
        assert contradictions(connection) == CATALOGUE.contradictions
        assert all_rules(connection) == list(CATALOGUE.platform_rules)


def test_the_same_files_again_do_nothing(database: Database) -> None:
    load(database)
    assert load(database) == LoadReport(changed=False)


def test_a_new_version_changes_what_differs_and_drops_what_is_gone(database: Database) -> None:
    load(database)
    new = replace(CATALOGUE, fingerprint="2", tags=(entry("cafe"), entry("vegan", meaning="no meat"), entry("new")))
    assert load(database, new) == LoadReport(changed=True, added=1, updated=2, deleted=2)
    with database.reading() as connection:
        assert list(records(connection, tags("cafe", "vegan", "meat", "l4l", "new"))) == ["cafe", "vegan", "new"]


def test_what_a_person_edited_or_deleted_stays_so(database: Database) -> None:
    load(database)
    put_tags(database, draft("cafe", meaning="mine", categories=("food",)), source="import")
    database.write_now(delete_tags, tags("meat"), source="user", now=NOW)
    new = replace(CATALOGUE, fingerprint="2", tags=(entry("cafe", meaning="theirs"), entry("meat")))
    assert load(database, new) == LoadReport(changed=True, kept=2, deleted=2)
    with database.reading() as connection:
        found = records(connection, tags("cafe", "meat"))
    assert {tag: record.meaning for tag, record in found.items()} == {"cafe": "mine"}


def test_a_load_that_fails_leaves_the_old_version_whole(database: Database) -> None:
    load(database)
    broken = replace(CATALOGUE, fingerprint="2", tags=(entry("new"), entry("bad", words=())))
    with pytest.raises(ValueError):
        load(database, broken)
    with database.reading() as connection:
        assert records(connection, tags("new")) == {}
        assert count_tags(connection) == 4


def test_files_are_loaded_once_for_every_version_of_them(database: Database, tmp_path: Path) -> None:
    (tmp_path / "categories.tsv").write_text("category\ttitle\tvisual\nfood\tFood\tyes\n")
    (tmp_path / "tags/en").mkdir(parents=True)
    file = tmp_path / "tags/en/food.tsv"
    file.write_text("display\twords\treach\tmeaning\taliases\nCafe\tcafe\tbroad\n")
    assert ensure_starter(database, now=NOW, folder=tmp_path) == LoadReport(changed=True, added=1)
    assert ensure_starter(database, now=NOW, folder=tmp_path) == LoadReport(changed=False)
    file.write_text(file.read_text() + "Tea\ttea\tbroad\n")
    assert ensure_starter(database, now=NOW, folder=tmp_path) == LoadReport(changed=True, added=1, unchanged=1)


def test_the_shipped_catalogue_loads_and_a_reload_moves_no_revision(database: Database) -> None:
    assert ensure_starter(database, now=NOW).added >= 3000
    with database.reading() as connection:
        before = tags_revision(connection)
    assert not ensure_starter(database, now=NOW).changed
    with database.reading() as connection:
        assert tags_revision(connection) == before
