"""What was counted by the hour, and how the scorer reads it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from hashtagger.observations import TagHour
from hashtagger.storage import tag_hours as hours
from hashtagger.storage.database import Database
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_series import (
    TagUse,
    active_tags,
    authors_of,
    catalogue_posts,
    last_heard,
    observed_hours,
    scopes_heard,
    tags_in,
    uses_of,
)
from hashtagger.types import Tag
from tests.storage.builders import put_tags, tags
from tests.storage.trend_builders import HOUR, source_hour, tag_hour

BLUESKY = Scope("bluesky")


def _put(database: Database, *rows: TagHour, source: str = "bluesky") -> int:
    return database.write_now(hours.put_tag_hours, source, rows)


def _authors(database: Database, *names: str, scope: Scope = BLUESKY) -> list[list[float]]:
    with database.reading() as connection:
        found: list[list[float]] = authors_of(connection, scope, tags(*names), HOUR - 1, HOUR).tolist()
    return found


def test_a_row_replaces_what_was_known_of_its_hour(database: Database) -> None:
    assert _put(database, tag_hour("a", authors=3), tag_hour("a", authors=4), tag_hour("b", HOUR - 1, 7)) == 3
    _put(database, tag_hour("a", authors=5.5, servers=2))
    assert _authors(database, "b", "a", "never") == [[7.0, 0.0], [0.0, 5.5], [0.0, 0.0]]
    with database.reading() as connection:
        assert uses_of(connection, BLUESKY, tags("a", "x"), HOUR - 1, HOUR) == {
            Tag("a"): [TagUse(HOUR, 5.5, 5.5, 5.5, 2)]
        }


def test_sources_regions_and_languages_are_kept_apart(database: Database) -> None:
    _put(database, tag_hour("a", authors=1), tag_hour("a", authors=2, language="ja"))
    _put(database, tag_hour("a", authors=3, region="JP"), source="mastodon")
    assert _authors(database, "a") == [[0.0, 1.0]]
    assert _authors(database, "a", scope=Scope("bluesky", "", "ja")) == [[0.0, 2.0]]
    assert _authors(database, "a", scope=Scope("mastodon", "JP")) == [[0.0, 3.0]]


def test_a_recount_makes_tags_vanish_that_are_no_longer_there(database: Database) -> None:
    _put(database, tag_hour("a"), tag_hour("b", language="en"), tag_hour("a", HOUR - 1), tag_hour("c", language="fr"))
    heard = [source_hour(), source_hour(language="en"), source_hour(language="fr")]
    database.write_now(hours.put_source_hours, "bluesky", heard)
    database.write_now(hours.replace_hour, "bluesky", HOUR, [tag_hour("d", authors=2)], [source_hour(observed=0.5)])
    assert _authors(database, "a", "d") == [[10.0, 0.0], [0.0, 2.0]]
    with database.reading() as connection:
        for language, tag in [("en", "b"), ("fr", "c")]:
            assert tags_in(connection, Scope("bluesky", "", language), tags(tag), HOUR, HOUR) == set()
        assert scopes_heard(connection, HOUR, HOUR) == [BLUESKY]
        assert observed_hours(connection, BLUESKY, HOUR - 1, HOUR).tolist() == [0.0, 0.5]


def test_a_recount_of_another_hour_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="another hour"):
        database.write_now(hours.replace_hour, "bluesky", HOUR, [tag_hour("a", HOUR - 1)], [])


def test_only_tags_with_enough_authors_in_enough_hours_are_active(database: Database) -> None:
    _put(database, *(tag_hour("twice", hour, 5) for hour in (HOUR - 3, HOUR)), tag_hour("once", authors=50))
    _put(database, *(tag_hour("few", hour, 4.9) for hour in range(HOUR - 3, HOUR)), tag_hour("twice", HOUR - 9, 99))
    with database.reading() as connection:
        assert active_tags(connection, BLUESKY, HOUR - 5, HOUR, min_authors=5, at_least=2) == ["twice"]
        assert active_tags(connection, BLUESKY, HOUR - 5, HOUR, min_authors=5) == ["once", "twice"]


def test_series_of_many_tags_come_in_the_order_of_the_tags(database: Database) -> None:
    names = [f"t{n:05}" for n in range(5_000)]
    _put(database, *(tag_hour(name, authors=n + 1) for n, name in enumerate(names)))
    with database.reading() as connection:
        asked = tags(*reversed(names))
        counts = authors_of(connection, BLUESKY, asked, HOUR - 1, HOUR)
    assert np.array_equal(counts[:, 1], np.arange(5_000, 0, -1.0))
    assert not counts[:, 0].any()


def test_when_a_source_was_last_heard(database: Database) -> None:
    database.write_now(hours.put_source_hours, "bluesky", [source_hour(HOUR - 4), source_hour(HOUR - 2)])
    with database.reading() as connection:
        assert last_heard(connection, BLUESKY, HOUR) == HOUR - 2
        assert last_heard(connection, BLUESKY, HOUR - 3) == HOUR - 4
        assert last_heard(connection, Scope("mastodon"), HOUR) is None


def test_posts_are_told_of_catalogue_tags_only(database: Database) -> None:
    put_tags(database, "known", "quiet")
    _put(database, tag_hour("known", authors=3), tag_hour("known", HOUR - 1, 4), tag_hour("unknown"))
    with database.reading() as connection:
        assert catalogue_posts(connection, BLUESKY, HOUR - 1, HOUR) == {Tag("known"): 7.0}


def test_common_posts_add_up_over_days_and_sources(database: Database) -> None:
    a, b, c = tags("a", "b", "c")
    database.write_now(hours.put_co_tags, "bluesky", 10, [(a, b, 3), (b, a, 3), (a, c, 1)])
    database.write_now(hours.put_co_tags, "bluesky", 10, [(a, b, 5)])
    database.write_now(hours.put_co_tags, "bluesky", 11, [(a, b, 1)])
    database.write_now(hours.put_co_tags, "other", 11, [(a, b, 100)])
    with database.reading() as connection:
        assert hours.co_tags_of(connection, ["bluesky"], [a], first_day=10, last_day=11) == {a: {b: 6, c: 1}}
        assert hours.co_tags_of(connection, ["bluesky", "other"], [a], first_day=11, last_day=11) == {a: {b: 101}}


def test_finding_active_tags_does_not_read_the_quiet_ones(sqlite_database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(sqlite_database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "tag_hours" in statement:
            asked.append((statement, parameters))

    with sqlite_database.reading() as connection:
        active_tags(connection, BLUESKY, HOUR - 52, HOUR, min_authors=5.0, at_least=2)
        ((statement, parameters),) = asked
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    (search,) = (row.detail for row in plan if "tag_hours" in row.detail)
    assert "COVERING INDEX ix_tag_hours_hour" in search
    assert "hour=? AND authors>?" in search
