"""Reading the catalogue of tags."""

from __future__ import annotations

from datetime import timedelta

from hashtagger.storage.database import Database
from hashtagger.storage.flags import set_flags
from hashtagger.storage.meta import tags_revision
from hashtagger.storage.tag_writes import delete_tags, put_categories
from hashtagger.storage.tags import (
    Category,
    TagChange,
    aliases_of,
    changed_since,
    count_tags,
    list_categories,
    list_tags,
    records,
    resolve,
)
from hashtagger.storage.trending import put_stats
from hashtagger.types import FlagKind, Reach, Tag, TagRecord, TagStats
from tests.storage.builders import NOW, draft, flag, put_tags, tags

HOUR = draft(
    "goldenhour",
    display="GoldenHour",
    words=("golden", "hour"),
    meaning="warm light before sunset",
    categories=("light", "photography"),
    aliases=tags("goldenhours"),
    reach=Reach.BROAD,
    visual=True,
)


def test_a_record_is_what_was_written(database: Database) -> None:
    put_tags(database, HOUR)
    with database.reading() as connection:
        assert records(connection, tags("goldenhour")) == {
            Tag("goldenhour"): TagRecord(
                tag=Tag("goldenhour"),
                display="GoldenHour",
                words=("golden", "hour"),
                meaning="warm light before sunset",
                categories=("light", "photography"),
                language="en",
                reach=Reach.BROAD,
                visual=True,
                first_seen=NOW,
            )
        }


def test_records_come_in_the_order_asked_for_without_unknown_ones(database: Database) -> None:
    put_tags(database, "a", "b", "c")
    with database.reading() as connection:
        assert list(records(connection, tags("c", "x", "a", "c"))) == ["c", "a"]


def test_a_record_carries_its_flags_and_its_statistics(database: Database) -> None:
    put_tags(database, "a")
    stats = TagStats(posts_per_day=18200.5, growth_per_day=1.4, z=3.1, sources=("mastodon",), as_of=NOW)
    database.write_now(put_stats, [(Tag("a"), stats)])
    database.write_now(set_flags, [(Tag("a"), flag(FlagKind.SENSITIVE))])
    with database.reading() as connection:
        record = records(connection, tags("a"))[Tag("a")]
    assert record.stats == stats
    assert record.flags == (flag(FlagKind.SENSITIVE),)


def test_the_statistics_of_a_region_go_before_those_of_the_world(database: Database) -> None:
    put_tags(database, "a", "b")
    world, japan = TagStats(z=1.0, as_of=NOW), TagStats(z=2.0, as_of=NOW)
    database.write_now(put_stats, [(Tag("a"), world), (Tag("b"), world)])
    database.write_now(put_stats, [(Tag("a"), japan)], region="JP")
    with database.reading() as connection:
        found = records(connection, tags("a", "b"), region="JP")
        assert [record.stats for record in found.values()] == [japan, world]
        assert records(connection, tags("a"))[Tag("a")].stats == world


def test_more_tags_than_fit_one_statement_are_found(database: Database) -> None:
    names = [f"t{n:04}" for n in range(1200)]
    put_tags(database, *names)
    with database.reading() as connection:
        assert list(records(connection, tags(*names))) == names
        assert count_tags(connection) == 1200


def test_keys_and_aliases_resolve_to_the_tag(database: Database) -> None:
    put_tags(database, HOUR)
    with database.reading() as connection:
        asked = tags("goldenhours", "goldenhour", "unknown")
        assert resolve(connection, asked) == {"goldenhours": "goldenhour", "goldenhour": "goldenhour"}
        assert aliases_of(connection, asked) == {"goldenhour": ("goldenhours",)}


def test_pages_follow_each_other_without_gaps_or_doubles(database: Database) -> None:
    names = sorted(["b", "a_b", "ab", "ä", "日本", "z", "c1", "🎉"])
    put_tags(database, *names)
    found: list[str] = []
    with database.reading() as connection:
        while page := list_tags(connection, limit=3, after=Tag(found[-1]) if found else None):
            found += [record.tag for record in page]
    assert found == names


def test_every_filter_narrows_the_list(database: Database) -> None:
    put_tags(
        database,
        draft("cat", categories=("pets",), reach=Reach.BROAD),
        draft("catlife", categories=("pets", "fun"), reach=Reach.NICHE),
        draft("gato", categories=("pets",), language="es"),
        draft("dog", categories=("fun",)),
    )
    with database.reading() as connection:

        def keys(**filters: object) -> list[str]:
            return [record.tag for record in list_tags(connection, **filters)]  # type: ignore[arg-type]

        assert keys(category="pets") == ["cat", "catlife", "gato"]
        assert keys(category="pets", language="en") == ["cat", "catlife"]
        assert keys(reach=Reach.NICHE) == ["catlife"]
        assert keys(prefix="cat") == ["cat", "catlife"]
        assert keys(prefix="cat", category="fun") == ["catlife"]
        assert keys(category="nothing") == []


def test_a_prefix_is_taken_literally(database: Database) -> None:
    put_tags(database, "a_b", "axb", "a%b")
    with database.reading() as connection:
        assert [record.tag for record in list_tags(connection, prefix="a_")] == ["a_b"]
        assert [record.tag for record in list_tags(connection, prefix="a%")] == ["a%b"]


def test_categories_say_how_many_tags_they_have(database: Database) -> None:
    database.write_now(put_categories, [("pets", "Pets", True), ("feelings", "Feelings", False)])
    put_tags(database, draft("cat", categories=("pets",)), draft("dog", categories=("pets",)))
    with database.reading() as connection:
        assert list_categories(connection) == [
            Category("feelings", "Feelings", visual=False, tags=0),
            Category("pets", "Pets", visual=True, tags=2),
        ]


def test_a_follower_hears_of_every_change_once(database: Database) -> None:
    put_tags(database, "a", "b", "c")
    heard: list[TagChange] = []
    with database.reading() as connection:
        while page := changed_since(connection, heard[-1].revision if heard else 0, limit=2):
            heard += page
        newest = tags_revision(connection)
    assert [(change.tag, change.deleted) for change in heard] == [("a", False), ("b", False), ("c", False)]
    assert heard[-1].revision == newest


def test_a_follower_hears_of_updates_and_deletions(database: Database) -> None:
    put_tags(database, "a", "b", "c")
    with database.reading() as connection:
        before = tags_revision(connection)
    put_tags(database, draft("b", meaning="new"))
    database.write_now(delete_tags, tags("a", "unknown"), source="user", now=NOW + timedelta(seconds=1))
    with database.reading() as connection:
        changes = changed_since(connection, before)
        assert [(change.tag, change.deleted) for change in changes] == [("b", False), ("a", True)]
        assert changes[-1].revision == tags_revision(connection)
