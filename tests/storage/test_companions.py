"""Tags that are used together."""

from __future__ import annotations

import pytest

from hashtagger.storage.companions import Pair, companions_of, learn_companions, put_companions
from hashtagger.storage.database import Database
from hashtagger.storage.meta import COMPANIONS_VERSION, read_meta
from hashtagger.types import Companion, Tag
from tests.storage.builders import tags


def found(database: Database, tag: str, limit: int = 20) -> tuple[Companion, ...]:
    with database.reading() as connection:
        return companions_of(connection, tags(tag), limit=limit).get(Tag(tag), ())


def test_strength_is_the_cosine_of_the_counts(database: Database) -> None:
    groups = [tags("a", "b"), tags("a", "b", "c"), tags("a"), tags("c", "c")]
    database.write_now(learn_companions, groups, source="s")
    strengths = {companion.tag: companion.strength for companion in found(database, "a")}
    assert strengths == pytest.approx({"b": 2 / (3 * 2) ** 0.5, "c": 1 / (3 * 2) ** 0.5})


def test_the_strongest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    groups = [tags("a", "b"), tags("a", "b"), tags("a", "d"), tags("a", "c")]
    database.write_now(learn_companions, groups, source="s")
    assert [companion.tag for companion in found(database, "a", limit=2)] == ["b", "c"]


def test_learning_again_replaces_what_the_source_said_and_no_other(database: Database) -> None:
    database.write_now(learn_companions, [tags("a", "b")], source="starter")
    database.write_now(learn_companions, [tags("a", "x")], source="crawl")
    assert database.write_now(learn_companions, [tags("a", "y")], source="crawl") == 2
    assert [companion.tag for companion in found(database, "a")] == ["b", "y"]


def test_of_several_sources_the_one_that_saw_a_pair_strongest_speaks(database: Database) -> None:
    database.write_now(learn_companions, [tags("a", "b")], source="starter")
    database.write_now(learn_companions, [tags("a", "b"), tags("a")], source="crawl")
    assert found(database, "a") == (Companion(Tag("b"), 1.0),)


def test_rare_pairs_are_noise(database: Database) -> None:
    groups = [tags("a", "b"), tags("a", "b"), tags("a", "c")]
    database.write_now(learn_companions, groups, source="s", min_together=2)
    assert [companion.tag for companion in found(database, "a")] == ["b"]


def test_several_tags_are_asked_about_at_once(database: Database) -> None:
    database.write_now(learn_companions, [tags("a", "b"), tags("c", "d")], source="s")
    with database.reading() as connection:
        assert set(companions_of(connection, tags("a", "c", "unknown"))) == {"a", "c"}


def version(database: Database) -> str | None:
    with database.reading() as connection:
        return read_meta(connection, COMPANIONS_VERSION)


def test_pairs_are_replaced_whole_and_nothing_is_written_where_nothing_changed(database: Database) -> None:
    a, b, c = tags("a", "b", "c")
    assert database.write_now(put_companions, [Pair(a, b, 0.25, 3), Pair(b, a, 0.5, 3)], source="posts") == 2
    first = version(database)
    assert database.write_now(put_companions, [Pair(b, a, 0.5, 3), Pair(a, b, 0.25, 3)], source="posts") == 2
    assert version(database) == first
    assert database.write_now(put_companions, [Pair(a, c, 0.25, 4)], source="posts") == 1
    assert version(database) != first
    assert (found(database, "a"), found(database, "b")) == ((Companion(c, 0.25),), ())
    assert database.write_now(put_companions, [], source="posts") == 0
    assert found(database, "a") == ()


def test_what_posts_say_stands_beside_the_list_of_the_starter(database: Database) -> None:
    a, b, c = tags("a", "b", "c")
    database.write_now(learn_companions, [[a, b]], source="starter")
    database.write_now(put_companions, [Pair(a, b, 0.25, 3), Pair(a, c, 0.125, 3)], source="posts")
    assert found(database, "a") == (Companion(b, 1.0), Companion(c, 0.125))
