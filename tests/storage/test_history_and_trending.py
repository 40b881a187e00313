"""What a creator used before, and what rises now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from hashtagger.storage.database import Database
from hashtagger.storage.history import UsedTag, forget_profile, note_use, own_tags
from hashtagger.storage.trending import put_stats, trending
from hashtagger.types import Tag, TagStats
from tests.storage.builders import NOW, tags


def test_uses_add_up_and_the_latest_counts(database: Database) -> None:
    database.write_now(note_use, "o", "p", tags("a", "b", "a"), now=NOW)
    database.write_now(note_use, "o", "p", tags("b"), now=NOW - timedelta(days=1))
    with database.reading() as connection:
        assert own_tags(connection, "o", "p") == [UsedTag(Tag("b"), 2, NOW), UsedTag(Tag("a"), 1, NOW)]
        assert [used.tag for used in own_tags(connection, "o", "p", limit=1)] == ["b"]


def test_profiles_and_owners_are_kept_apart(database: Database) -> None:
    database.write_now(note_use, "o", "p", tags("a"), now=NOW)
    with database.reading() as connection:
        assert own_tags(connection, "o", "q") == own_tags(connection, "n", "p") == []


def test_uses_noted_at_once_are_all_counted(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: database.write_now(note_use, "o", "p", tags("b", "a"), now=NOW), range(12)))
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
