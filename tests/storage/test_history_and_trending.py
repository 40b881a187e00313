"""What a creator used before, and what rises now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from hashtagger.storage.database import Database
from hashtagger.storage.history import UsedTag, count_uses, forget_profile, note_use, own_tags
from hashtagger.storage.trending import put_stats, trending
from hashtagger.types import Tag, TagStats
from tests.storage.builders import NOW, tags


def use(database: Database, *names: str, at: datetime = NOW) -> None:
    changes = {("p", Tag(name)): 1 for name in names}
    database.write_now(count_uses, "o", changes, last_used={"p": at})


def test_uses_add_up_and_the_latest_counts(database: Database) -> None:
    use(database, "a", "b")
    use(database, "b", at=NOW - timedelta(days=1))
    with database.reading() as connection:
        assert own_tags(connection, "o", "p") == [UsedTag(Tag("b"), 2, NOW), UsedTag(Tag("a"), 1, NOW)]
        assert [used.tag for used in own_tags(connection, "o", "p", limit=1)] == ["b"]


def test_what_is_typed_again_and_again_counts_once_and_what_is_published_counts(database: Database) -> None:
    for hours in (1, 0, 2):
        database.write_now(note_use, "o", "p", tags("a", "b"), now=NOW - timedelta(hours=hours))
    with database.reading() as connection:
        assert own_tags(connection, "o", "p") == [UsedTag(Tag("a"), 1, NOW), UsedTag(Tag("b"), 1, NOW)]
    use(database, "b")
    database.write_now(note_use, "o", "p", tags("b"), now=NOW)
    use(database, "b")
    with database.reading() as connection:
        assert [(used.tag, used.uses) for used in own_tags(connection, "o", "p")] == [("b", 2), ("a", 1)]


def test_profiles_and_owners_are_kept_apart(database: Database) -> None:
    database.write_now(note_use, "o", "p", tags("a"), now=NOW)
    with database.reading() as connection:
        assert own_tags(connection, "o", "q") == own_tags(connection, "n", "p") == []


def test_uses_noted_at_once_are_all_counted(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: use(database, "b", "a"), range(12)))
    with database.reading() as connection:
        assert [used.uses for used in own_tags(connection, "o", "p")] == [12, 12]


def test_a_forgotten_profile_is_gone(database: Database) -> None:
    database.write_now(note_use, "o", "p", tags("a", "b"), now=NOW)
    assert database.write_now(forget_profile, "o", "p") == 2
    with database.reading() as connection:
        assert own_tags(connection, "o", "p") == []


def test_nothing_trends_before_anything_was_measured(database: Database) -> None:
    with database.reading() as connection:
        assert trending(connection) == []


def test_the_highest_z_comes_first_and_unknown_z_never(database: Database) -> None:
    rows = [(Tag(tag), TagStats(z=z, as_of=NOW)) for tag, z in [("b", 2.0), ("a", 2.0), ("c", 3.0), ("d", None)]]
    database.write_now(put_stats, rows)
    database.write_now(put_stats, [(Tag("e"), TagStats(z=9.0, as_of=NOW))], region="JP")
    with database.reading() as connection:
        assert [tag for tag, _ in trending(connection)] == ["c", "a", "b"]
        assert [tag for tag, _ in trending(connection, limit=1)] == ["c"]
        assert [tag for tag, _ in trending(connection, "JP")] == ["e"]


def test_what_was_measured_too_long_ago_does_not_trend(database: Database) -> None:
    old = NOW - timedelta(days=2)
    database.write_now(put_stats, [(Tag("a"), TagStats(z=1.0, as_of=NOW)), (Tag("b"), TagStats(z=2.0, as_of=old))])
    with database.reading() as connection:
        assert [tag for tag, _ in trending(connection, not_before=NOW - timedelta(days=1))] == ["a"]


def test_statistics_without_their_time_are_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="measured"):
        database.write_now(put_stats, [(Tag("a"), TagStats(z=1.0))])
