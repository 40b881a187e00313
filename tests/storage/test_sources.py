"""What a source remembers between runs."""

from __future__ import annotations

from hashtagger.observations import SourceState
from hashtagger.storage.database import Database
from hashtagger.storage.sources import all_sources, read_source, write_source
from tests.storage.builders import NOW


def test_a_source_that_never_ran_remembers_nothing(database: Database) -> None:
    with database.reading() as connection:
        assert read_source(connection, "mastodon") == SourceState("mastodon")
        assert all_sources(connection) == []


def test_what_was_written_last_is_remembered(database: Database) -> None:
    state = SourceState("instagram", NOW, NOW, "late", 2, NOW, "cursor", {"asked": {"a": "2026-11-20"}})
    database.write_now(write_source, SourceState("instagram", failures=1))
    database.write_now(write_source, state)
    database.write_now(write_source, SourceState("bluesky", cursor="1"))
    with database.reading() as connection:
        assert read_source(connection, "instagram") == state
        assert [each.name for each in all_sources(connection)] == ["bluesky", "instagram"]
