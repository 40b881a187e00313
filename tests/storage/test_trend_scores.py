"""What the scorer wrote, and reviews."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.observations import Confidence, SourceScore, Trend, TrendKind, TrendState
from hashtagger.storage import tag_reviews as reviews
from hashtagger.storage import trend_scores as stored
from hashtagger.storage.database import Database
from hashtagger.storage.tag_reviews import ReviewState, TagReview
from hashtagger.storage.trend_reading import trend_from
from hashtagger.storage.trend_tables import source_scores, trends
from hashtagger.types import Tag
from tests.storage.builders import NOW, tags
from tests.storage.trend_builders import HOUR

SCORE = SourceScore("bluesky", Tag("a"), HOUR, "", "", 5.0, 4.0, 4.5, 0.9, 40.0, 3.0)
TREND = Trend(
    name="a",
    display="A",
    kind=TrendKind.HASHTAG,
    hour=HOUR,
    region="",
    language="",
    score=0.5,
    z=5.0,
    authors=40.0,
    posts_per_day=None,
    growth_per_day=2.5,
    velocity=1.0,
    confidence=Confidence.SURE,
    sample_size=40.0,
    sources=("bluesky",),
    evidence={"bluesky": {"share": 0.9, "rank": None}},
    group="a",
    seasonality="weekly",
    first_seen=HOUR - 3,
    state=TrendState.REVIEW,
    reasons=("few_servers",),
)
REVIEW = TagReview(Tag("a"), ReviewState.NEW, "new", {"authors": 40.0}, NOW)


def test_a_second_scoring_replaces_the_first_and_leaves_other_hours(database: Database) -> None:
    before = replace(TREND, hour=HOUR - 1)
    database.write_now(stored.replace_scores, HOUR - 1, [replace(SCORE, hour=HOUR - 1)], [before])
    database.write_now(stored.replace_scores, HOUR, [SCORE, replace(SCORE, tag=Tag("b"))], [replace(TREND, name="b")])
    database.write_now(stored.replace_scores, HOUR, [SCORE], [TREND])
    with database.reading() as connection:
        rows = connection.execute(sa.select(source_scores).order_by(source_scores.c.hour)).mappings()
        assert [SourceScore(**row) for row in rows] == [replace(SCORE, hour=HOUR - 1), SCORE]
        assert [trend_from(row) for row in connection.execute(sa.select(trends).order_by(trends.c.hour))] == [
            before,
            TREND,
        ]
        assert stored.scored_hours(connection, HOUR - 9, HOUR) == [HOUR - 1, HOUR]


def test_when_a_name_came_up_and_how_many_used_it_then(database: Database) -> None:
    for hour, authors in [(HOUR - 2, 10.0), (HOUR - 1, 60.0), (HOUR, 40.0)]:
        database.write_now(stored.replace_scores, hour, [replace(SCORE, hour=hour, authors=authors)], [TREND])
    with database.reading() as connection:
        assert stored.first_seen(connection, HOUR, "", "") == {("hashtag", "a"): HOUR - 3}
        assert stored.first_seen(connection, HOUR, "JP", "") == {}
        seen = stored.authors_when_seen(connection, "bluesky", "", "", tags("a", "b"), HOUR - 5, HOUR - 1)
        assert seen == {Tag("a"): 60.0}


def test_a_review_is_decided_and_may_be_decided_again(database: Database) -> None:
    database.write_now(reviews.put_reviews, [REVIEW, replace(REVIEW, tag=Tag("b"))])
    database.write_now(reviews.decide, Tag("a"), ReviewState.APPROVED, reason="fine", by=reviews.BY_RULES, now=NOW)
    database.write_now(reviews.decide, Tag("a"), ReviewState.REFUSED, reason="not fine", by="admin", now=NOW)
    with database.reading() as connection:
        refused = replace(REVIEW, state=ReviewState.REFUSED, reason="not fine", decided=NOW, decided_by="admin")
        assert reviews.reviews_of(connection, tags("a", "c")) == {Tag("a"): refused}
        assert [each.tag for each in reviews.list_reviews(connection, ReviewState.NEW)] == ["b"]
        assert [each.tag for each in reviews.list_reviews(connection, after=Tag("a"), limit=5)] == ["b"]


def test_a_tag_without_a_review_cannot_be_decided(database: Database) -> None:
    with pytest.raises(NotFound):
        database.write_now(reviews.decide, Tag("a"), ReviewState.APPROVED, reason="", by="admin", now=NOW)
