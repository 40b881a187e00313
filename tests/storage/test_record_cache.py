import pytest

from hashtagger.catalogue.entries import FlagRule
from hashtagger.storage.database import Database
from hashtagger.storage.flags import clear_flag, replace_flag_rules, set_flags
from hashtagger.storage.record_cache import RecordCache
from hashtagger.storage.tag_writes import delete_tags
from hashtagger.storage.trending import put_stats
from hashtagger.types import FlagKind, TagRecord, TagStats
from tests.storage.builders import NOW, draft, flag, put_tags, tags


def ask(cache: RecordCache, database: Database, *names: str, region: str = "") -> dict[str, TagRecord]:
    with database.reading() as connection:
        return cache.records(connection, tags(*names), region=region)  # type: ignore[return-value]


@pytest.fixture
def cache(database: Database) -> RecordCache:
    put_tags(database, "dog", "beach")
    cache = RecordCache()
    assert list(ask(cache, database, "dog", "beach", "unknown")) == ["dog", "beach"]
    return cache


def test_a_record_that_did_not_change_is_the_same_object(cache, database):
    assert ask(cache, database, "dog")["dog"] is ask(cache, database, "dog")["dog"]


def test_a_changed_tag_is_seen_at_once(cache, database):
    put_tags(database, draft("dog", meaning="a good boy"))
    assert ask(cache, database, "dog")["dog"].meaning == "a good boy"


def test_a_new_and_a_deleted_tag_are_seen_at_once(cache, database):
    put_tags(database, "unknown")
    database.write_now(delete_tags, tags("dog"), source="user", now=NOW)
    assert list(ask(cache, database, "dog", "beach", "unknown")) == ["beach", "unknown"]


def test_a_flag_counts_as_soon_as_it_is_set_and_no_longer_than_it_is(cache, database):
    database.write_now(set_flags, [(tags("dog")[0], flag(FlagKind.BLOCKED))])
    assert ask(cache, database, "dog")["dog"].flags
    database.write_now(clear_flag, tags("dog")[0], FlagKind.BLOCKED)
    assert not ask(cache, database, "dog")["dog"].flags


def test_a_new_rule_flags_at_once(cache, database):
    database.write_now(replace_flag_rules, [FlagRule("tag", "dog", flag(FlagKind.SPAM))])
    assert [each.kind for each in ask(cache, database, "dog")["dog"].flags] == [FlagKind.SPAM]


def test_new_statistics_are_seen_at_once_and_regions_are_kept_apart(cache, database):
    for region, z in (("", 1.0), ("DE", 5.0)):
        database.write_now(put_stats, [(tags("dog")[0], TagStats(z=z, as_of=NOW))], region=region)
    assert ask(cache, database, "dog")["dog"].stats.z == 1.0
    assert ask(cache, database, "dog", region="DE")["dog"].stats.z == 5.0
