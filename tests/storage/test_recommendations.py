"""Answers, written once and read back by their owner only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.storage.database import Database
from hashtagger.storage.ids import new_id
from hashtagger.storage.past_answers import list_past_answers
from hashtagger.storage.recommendations import (
    RecommendedItem,
    StoredRecommendation,
    delete_recommendation,
    purge_recommendations,
    read_recommendation,
    write_recommendation,
)
from hashtagger.storage.tables import recommendation_items, uploads
from hashtagger.storage.uploads import Upload, add_uploads, purge_uploads, uploads_of
from hashtagger.types import Tag
from tests.storage.builders import NOW

ITEMS = (
    RecommendedItem(1, Tag("doglife"), 2.31, 0.41, {"visual": 0.41, "caption": None}, 1.0, ["looks like 'dog'"], []),
    RecommendedItem(2, Tag("beach"), 1.0, 0.3, {}, 0.2, [], ["over_generic"]),
)
ANSWER = StoredRecommendation(
    id="01A",
    created=NOW,
    platform="instagram",
    owner="alice",
    api_key_id="k",
    profile_id="p",
    language="en",
    region="JP",
    draft="a draft with 日本 and 🎉 and 'quotes' \\ and\nlines",
    request={"limit": 5, "mix": {"niche": 1}},
    captions=[{"text": "a dog", "score": -0.5}],
    models={"clip": "starter-1"},
    degraded=["trends"],
    candidates=[{"tag": "doglife", "evidence": {"visual": 0.41}}],
    policy="1",
    answer={"tags": ["doglife"]},
    latency_ms=12.5,
    items=ITEMS,
)
PHOTO = Upload("u1", "ff" * 32, "JPEG", 4000, 3000, 5_000_000_000, NOW)


def test_what_was_answered_comes_back_whole(database: Database) -> None:
    database.write_now(write_recommendation, ANSWER, [PHOTO])
    with database.reading() as connection:
        assert read_recommendation(connection, "01A", owner="alice") == ANSWER
        assert uploads_of(connection, "01A") == [PHOTO]


def test_an_answer_to_plain_text_has_neither_uploads_nor_keys(database: Database) -> None:
    plain = StoredRecommendation(id="01B", created=NOW, platform="x", captions=[], degraded=[], candidates=[])
    database.write_now(write_recommendation, plain)
    with database.reading() as connection:
        assert read_recommendation(connection, "01B", owner="local") == plain


def test_a_second_write_of_the_same_answer_changes_nothing(database: Database) -> None:
    database.write_now(write_recommendation, ANSWER, [PHOTO])
    database.write_now(write_recommendation, replace(ANSWER, draft="other"), [PHOTO])
    with database.reading() as connection:
        assert read_recommendation(connection, "01A", owner="alice").draft == ANSWER.draft


def test_an_answer_is_written_whole_or_not_at_all(database: Database) -> None:
    twice_the_same_place = replace(ANSWER, items=(ITEMS[0], ITEMS[0]))
    with pytest.raises(sa.exc.IntegrityError):
        database.write_now(write_recommendation, twice_the_same_place, [PHOTO])
    with database.reading() as connection, pytest.raises(NotFound):
        read_recommendation(connection, "01A", owner="alice")


@pytest.mark.parametrize(("id", "owner"), [("01A", "bob"), ("01Z", "alice")])
def test_what_is_not_yours_is_not_found(database: Database, id: str, owner: str) -> None:
    database.write_now(write_recommendation, ANSWER)
    with database.reading() as connection, pytest.raises(NotFound):
        read_recommendation(connection, id, owner=owner)
    with pytest.raises(NotFound):
        database.write_now(delete_recommendation, id, owner=owner)


def test_a_deleted_answer_takes_its_items_and_uploads_with_it(database: Database) -> None:
    database.write_now(write_recommendation, ANSWER, [PHOTO])
    database.write_now(delete_recommendation, "01A", owner="alice")
    with database.reading() as connection:
        for table in (recommendation_items, uploads):
            assert connection.execute(sa.select(table)).all() == []


def test_only_what_is_older_is_purged_and_not_more_than_the_limit(database: Database) -> None:
    for age_d in range(5):
        created = NOW - timedelta(days=age_d)
        database.write_now(write_recommendation, replace(ANSWER, id=f"0{9 - age_d}", created=created))
    limit = NOW - timedelta(days=1)
    assert database.write_now(purge_recommendations, older_than=limit, limit=2) == 2
    assert database.write_now(purge_recommendations, older_than=limit) == 1
    with database.reading() as connection:
        assert [each.id for each in list_past_answers(connection, owner="alice", limit=9)] == ["09", "08"]


def test_uploads_without_an_answer_are_purged_by_age(database: Database) -> None:
    database.write_now(add_uploads, [PHOTO, replace(PHOTO, id="u2", created=NOW - timedelta(days=1))], owner="alice")
    assert database.write_now(purge_uploads, older_than=NOW) == 1


def test_ids_sort_by_the_time_they_were_made() -> None:
    moments = [NOW + timedelta(milliseconds=n) for n in range(50)]
    ids = [new_id(moment) for moment in moments]
    assert ids == sorted(ids)
    assert {len(id) for id in ids} == {26}


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id(NOW) for _ in range(1000)}) == 1000
