"""What a second forecast is made from: the logged rows of the post's tags, and the latest early look."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from hashtagger.errors import NotFound
from hashtagger.forecast import Early
from hashtagger.posts import Engagement, Post
from hashtagger.ranking import Exploration
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.posts import put_posts
from hashtagger.storage.ranking_logs import RankingLog, write_log
from hashtagger.storage.recommendations import RecommendedItem, StoredRecommendation, write_recommendation
from hashtagger.types import Tag
from ranker.features import FEATURES, SCHEMA
from ranker.second_look import NO_LOG, NO_POST, NO_TIME, NOT_SEEN, Missing, SecondLook, read_second_look

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
PUBLISHED = NOW - timedelta(days=2)
GIVEN = {"low": 1.0}


def answered(database, *, schema: str | None = SCHEMA):
    """An answer with the candidates a, b, c of which a and b were shown; the rows hold 0, 1 and 2."""
    stored = StoredRecommendation(
        id="r1",
        created=PUBLISHED,
        platform="instagram",
        candidates=[{"tag": tag} for tag in "abc"],
        answer={"forecast": GIVEN},
        items=tuple(RecommendedItem(n, Tag(tag), 0.5, 0.5) for n, tag in enumerate("ab", 1)),
    )
    rows = np.repeat(np.arange(3, dtype=np.float32)[:, None], len(FEATURES), axis=1)

    def write(connection):
        write_recommendation(connection, stored)
        if schema is not None:
            write_log(connection, "r1", RankingLog(schema, rows, Exploration(0.0, (Tag("a"), Tag("b")))))

    database.write_now(write)


def posted(database, *looks: tuple[float, int | None], published: datetime | None = PUBLISHED, tags=None):
    post = Post("", "local", "p1", published=published, tags=tags, recommendation_id="r1")

    def write(connection):
        (stored,) = put_posts(connection, [post], source="import", api_key_id=None, now=NOW)
        seen = [(stored.post.id, Engagement(PUBLISHED + timedelta(hours=h), likes=n, saves=None)) for h, n in looks]
        put_engagements(connection, seen, api_key_id=None, now=NOW)

    database.write_now(write)


def look(database, owner="local"):
    with database.reading() as connection:
        return read_second_look(connection, "r1", owner=owner)


def test_the_latest_look_that_is_early_enough_counts(database):
    answered(database)
    posted(database, (0.5, 1), (1.0, 2), (20.0, 30), (47.0, 60))
    found = look(database)
    assert isinstance(found, SecondLook)
    assert (found.early, found.given) == (Early(20.0, 30), GIVEN)
    assert found.rows[:, 0].tolist() == [0.0, 1.0]


def test_the_tags_that_the_post_carries_count_where_the_answer_knew_them(database):
    answered(database)
    posted(database, (20.0, 30), tags=(Tag("c"), Tag("own")))
    assert look(database).rows[:, 0].tolist() == [2.0]


def test_a_post_of_other_tags_only_counts_as_the_one_that_was_shown(database):
    answered(database)
    posted(database, (20.0, 30), tags=(Tag("own"),))
    assert look(database).rows[:, 0].tolist() == [0.0, 1.0]


def test_it_is_said_what_is_missing(sqlite_database):
    answered(sqlite_database)
    assert look(sqlite_database).reason == NO_POST
    posted(sqlite_database, published=None)
    assert look(sqlite_database).reason == NO_TIME
    posted(sqlite_database, (0.2, 1), (40.0, 9))
    assert look(sqlite_database).reason == NOT_SEEN


@pytest.mark.parametrize("schema", [None, "another"])
def test_rows_that_are_gone_or_of_another_version_are_not_used(sqlite_database, schema):
    answered(sqlite_database, schema=schema)
    posted(sqlite_database, (20.0, 30))
    assert look(sqlite_database) == Missing(GIVEN, NO_LOG, Early(20.0, 30))


def test_the_answer_of_somebody_else_is_not_found(sqlite_database):
    answered(sqlite_database)
    with pytest.raises(NotFound):
        look(sqlite_database, owner="other")
