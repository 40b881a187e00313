"""Writing the catalogue of tags."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hashtagger.storage.companions import companions_of, learn_companions
from hashtagger.storage.database import Database
from hashtagger.storage.meta import tags_revision
from hashtagger.storage.tag_writes import UpsertCounts, delete_tags, upsert_tags
from hashtagger.storage.tags import aliases_of, changed_since, records, resolve
from hashtagger.types import Tag, TagRecord
from tests.storage.builders import NOW, draft, put_tags, tags


def test_the_counts_say_what_happened(database: Database) -> None:
    assert put_tags(database, "a", "b") == UpsertCounts(added=2)
    assert put_tags(database, "a", draft("b", meaning="new"), "c") == UpsertCounts(added=1, updated=1, unchanged=1)


def test_the_same_again_moves_no_revision(database: Database) -> None:
    put_tags(database, draft("a", categories=("x", "y"), aliases=tags("aa")))
    with database.reading() as connection:
        before = tags_revision(connection)
    put_tags(database, draft("a", categories=("y", "x"), aliases=tags("aa")))
    with database.reading() as connection:
        assert tags_revision(connection) == before


@pytest.mark.parametrize(
    "change", [{"display": "A"}, {"words": ("a", "b")}, {"meaning": "m"}, {"categories": ("c",)}, {"visual": False}]
)
def test_every_change_of_a_tag_gets_a_revision(database: Database, change: dict[str, object]) -> None:
    put_tags(database, "a")
    assert put_tags(database, draft("a", **change)).updated == 1
    with database.reading() as connection:
        assert [c.revision for c in changed_since(connection, 0)] == [2]


def test_a_change_of_aliases_counts_as_an_update_without_a_revision(database: Database) -> None:
    put_tags(database, draft("a", aliases=tags("aa", "aaa")))
    assert put_tags(database, draft("a", aliases=tags("aaa", "a4"))) == UpsertCounts(updated=1)
    with database.reading() as connection:
        assert aliases_of(connection, tags("a")) == {"a": ("a4", "aaa")}
        assert tags_revision(connection) == 1


def test_of_two_drafts_of_one_tag_the_last_wins(database: Database) -> None:
    assert put_tags(database, draft("a", meaning="first"), draft("a", meaning="last")).added == 1
    assert record(database, "a").meaning == "last"


def test_what_people_wrote_is_not_overwritten_by_the_starter_or_a_crawl(database: Database) -> None:
    put_tags(database, draft("a", meaning="mine", aliases=tags("aa")), source="user")
    for source in ("starter", "crawl"):
        theirs = draft("a", meaning="theirs", aliases=tags("other"))
        assert put_tags(database, theirs, source=source) == UpsertCounts(kept=1)
    assert record(database, "a").meaning == "mine"
    with database.reading() as connection:
        assert aliases_of(connection, tags("a")) == {"a": ("aa",)}


def test_an_import_overwrites_what_a_user_wrote_and_the_starter(database: Database) -> None:
    put_tags(database, "a", source="user")
    put_tags(database, "b", source="starter")
    assert put_tags(database, draft("a", meaning="m"), draft("b", meaning="m"), source="import").updated == 2


def test_the_starter_takes_over_what_was_only_crawled(database: Database) -> None:
    put_tags(database, "a", source="crawl")
    assert put_tags(database, draft("a", meaning="known"), source="starter").updated == 1


def test_the_starter_does_not_bring_back_what_a_user_deleted(database: Database) -> None:
    put_tags(database, "a")
    database.write_now(delete_tags, tags("a"), source="user", now=NOW)
    assert put_tags(database, "a", source="starter") == UpsertCounts(kept=1)
    assert put_tags(database, "a", source="import") == UpsertCounts(added=1)
    with database.reading() as connection:
        assert [(c.tag, c.deleted) for c in changed_since(connection, 0)] == [("a", False)]


def test_a_deleted_tag_takes_its_aliases_and_companions_with_it(database: Database) -> None:
    put_tags(database, draft("a", aliases=tags("aa")), "b")
    database.write_now(learn_companions, [tags("a", "b")], source="starter")
    assert database.write_now(delete_tags, tags("a", "unknown"), source="user", now=NOW) == 1
    with database.reading() as connection:
        assert records(connection, tags("a")) == {}
        assert resolve(connection, tags("a", "aa")) == {}
        assert companions_of(connection, tags("a", "b")) == {}


def test_an_alias_that_belongs_to_another_tag_stays_there(database: Database) -> None:
    put_tags(database, draft("a", aliases=tags("x")), draft("b", aliases=tags("x", "a", "y")))
    with database.reading() as connection:
        assert resolve(connection, tags("x", "a", "y")) == {"x": "a", "a": "a", "y": "b"}


def test_an_alias_that_becomes_a_tag_is_one(database: Database) -> None:
    put_tags(database, draft("a", aliases=tags("x")))
    put_tags(database, "x")
    with database.reading() as connection:
        assert resolve(connection, tags("x")) == {"x": "x"}


@pytest.mark.parametrize("words", [(), ("two words",), ("",)])
def test_a_tag_without_proper_words_is_refused(database: Database, words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="words"):
        put_tags(database, draft("a", words=words))


def test_writers_at_once_give_every_tag_its_own_revision(database: Database) -> None:
    def write(n: int) -> None:
        drafts = [draft(f"t{n}_{m}") for m in range(5)] + [draft("shared", meaning=str(n))]
        database.write_now(upsert_tags, drafts, source="crawl", now=NOW)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(12)))
    with database.reading() as connection:
        changes = changed_since(connection, 0)
        assert len({change.revision for change in changes}) == len(changes) == 61


def record(database: Database, tag: str) -> TagRecord:
    with database.reading() as connection:
        return records(connection, tags(tag))[Tag(tag)]
