"""An owner's history: newest first, narrowed, with what feedback left, and never read from the large columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from hashtagger.posts import FeedbackEvent, FeedbackKind, Post
from hashtagger.storage.database import Database
from hashtagger.storage.feedback import put_feedback
from hashtagger.storage.ids import first_id_of, new_id
from hashtagger.storage.past_answers import list_past_answers
from hashtagger.storage.posts import put_posts
from hashtagger.storage.recommendations import RecommendedItem, StoredRecommendation, write_recommendation
from hashtagger.types import Tag
from tests.storage.builders import NOW, draft, put_tags

ANSWER = StoredRecommendation(
    id="01",
    created=NOW,
    platform="instagram",
    owner="alice",
    profile_id="p",
    draft="日本" * 150,
    captions=[{"text": "a dog", "score": -0.5}, {"text": "a beach", "score": -0.9}],
    items=(RecommendedItem(1, Tag("doglife"), 2.0, 0.4), RecommendedItem(2, Tag("gone"), 1.0, 0.3)),
)


def put(database: Database, *answers: StoredRecommendation) -> None:
    for answer in answers:
        database.write_now(write_recommendation, answer)


def ids(database: Database, **filters: object) -> list[str]:
    with database.reading() as connection:
        return [each.id for each in list_past_answers(connection, **{"owner": "alice", "limit": 9, **filters})]  # type: ignore[arg-type]


def test_an_answer_is_told_in_short_with_its_tags_as_they_are_displayed(database: Database) -> None:
    put_tags(database, draft("doglife", display="DogLife", words=("dog", "life")))
    put(database, ANSWER)
    with database.reading() as connection:
        [told] = list_past_answers(connection, owner="alice", limit=9)
    assert (told.created, told.platform, told.profile_id, told.caption) == (NOW, "instagram", "p", "a dog")
    assert told.shown == [("doglife", "DogLife"), ("gone", "gone")]
    assert told.draft == "日本" * 100
    assert (told.feedback.copied, told.post_id) == (None, None)


def test_an_answer_without_a_picture_has_no_caption(database: Database) -> None:
    put(database, replace(ANSWER, captions=[]))
    with database.reading() as connection:
        [told] = list_past_answers(connection, owner="alice", limit=9)
    assert told.caption is None


def test_the_newest_stands_first_and_a_page_begins_behind_the_last(database: Database) -> None:
    put(database, *(replace(ANSWER, id=id) for id in ("01", "02", "03")), replace(ANSWER, id="04", owner="bob"))
    assert ids(database, limit=2) == ["03", "02"]
    assert ids(database, before="02") == ["01"]
    assert ids(database, owner="bob") == ["04"]


def test_filters_narrow(database: Database) -> None:
    early, late = new_id(NOW - timedelta(days=2)), new_id(NOW)
    put(database, replace(ANSWER, id=early, profile_id="q"), replace(ANSWER, id=late, platform="x"))
    assert ids(database, profile_id="q") == [early]
    assert ids(database, profile_id="q", platform="x") == []
    assert ids(database, platform="x") == [late]
    assert ids(database, since=NOW) == [late]
    assert ids(database, since=NOW + timedelta(milliseconds=1)) == []


def test_the_first_id_of_a_moment_is_before_those_made_then_and_behind_all_earlier_ones() -> None:
    before = new_id(NOW - timedelta(milliseconds=1))
    assert before < first_id_of(NOW) <= new_id(NOW)
    assert first_id_of(NOW.replace(year=1)) == "0" * 26


def test_what_feedback_left_and_the_newest_post_are_told(database: Database) -> None:
    put(database, ANSWER)
    told = [
        FeedbackEvent("01", FeedbackKind.REMOVED, Tag("gone"), NOW),
        FeedbackEvent("01", FeedbackKind.ADDED, Tag("beach"), NOW),
        FeedbackEvent("01", FeedbackKind.COPIED, None, NOW),
    ]
    database.write_now(put_feedback, told, owner="alice", api_key_id=None, now=NOW)
    for name in ("first", "second"):
        later = NOW + timedelta(seconds=len(name))
        post = Post("", "alice", name, recommendation_id="01")
        database.write_now(put_posts, [post], source="feedback", api_key_id=None, now=later)
    with database.reading() as connection:
        [answer] = list_past_answers(connection, owner="alice", limit=9)
    said = answer.feedback
    assert (said.kept, said.removed, said.added, said.copied) == ((), ("gone",), ("beach",), NOW)
    assert answer.post_id == "second"


def test_the_list_comes_out_of_its_index(database: Database) -> None:
    put(database, *(replace(ANSWER, id=f"{n:026}", items=()) for n in range(50)))
    query = (
        "SELECT id FROM recommendations WHERE owner = 'alice' AND id < '9' AND platform = 'x' AND profile_id = 'p' "
        "ORDER BY id DESC LIMIT 9"
    )
    assert "ix_recommendations_history" in plan(database, query)


def plan(database: Database, query: str) -> str:
    """How the database would answer, small tables taken for large ones."""
    with database.reading() as connection:
        if database.is_sqlite:
            return "\n".join(row.detail for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {query}")))
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return "\n".join(connection.scalars(sa.text(f"EXPLAIN {query}")))
