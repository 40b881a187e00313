"""What creators did is the same in the end, however it arrives."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.posts import PostFormat
from hashtagger.storage.database import Database
from hashtagger.storage.feedback import (
    Answered,
    Feedback,
    answered_of,
    chosen_of,
    count_feedback,
    feedback_of,
    format_of,
    put_feedback,
    refused_because,
    without_room,
)
from hashtagger.storage.ranking_tables import feedback as table
from hashtagger.storage.recommendations import delete_recommendation
from hashtagger.storage.uploads import Upload, add_uploads
from hashtagger.types import Tag
from tests.storage.builders import NOW, tags
from tests.storage.post_builders import ME, ago, event, put_answer, tell

SHOWN = ("a", "b", "c")
ANSWERED = Answered("A", ago(days=1), "instagram", "p", tuple(tags(*SHOWN)))


def rows(database: Database) -> list[Any]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]


def held(database: Database, answer: str = "A") -> Feedback:
    with database.reading() as connection:
        return feedback_of(connection, [answer]).get(answer, Feedback())


def test_any_order_and_any_repetition_of_the_same_events_give_the_same_rows(database: Database) -> None:
    events = [
        event(kind, tag, at=ago(minutes=minutes))
        for kind, tag in [("kept", "a"), ("removed", "a"), ("kept", "b"), ("added", "z"), ("copied", None)]
        for minutes in (3, 1, 2)
    ]
    found = []
    draw = random.Random(5)
    for _ in range(6):
        put_answer(database, "A", *SHOWN)
        several = draw.sample(events, len(events)) + draw.choices(events, k=5)
        while several:
            size = draw.randint(1, 6)
            tell(database, *several[:size])
            several = several[size:]
        found.append(rows(database))
        database.write_now(delete_recommendation, "A", owner=ME)
        assert rows(database) == []
    assert all(each == found[0] for each in found)
    assert len(found[0]) == 5


def test_of_kept_and_removed_the_newer_one_speaks(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    tell(database, event("kept", "a", at=ago(minutes=1)), event("removed", "a", at=ago(minutes=2)))
    tell(database, event("removed", "b", at=ago(minutes=1)), event("kept", "b", at=ago(minutes=2)))
    assert held(database) == Feedback(kept=(Tag("a"),), removed=(Tag("b"),))


def test_of_equally_new_ones_the_removal_speaks(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    tell(database, event("removed", "a"), event("kept", "a"))
    assert held(database) == Feedback(removed=(Tag("a"),))


def test_a_creator_is_left_with_the_shown_tags_without_the_removed_and_the_added_ones(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    put_answer(database, "B", *SHOWN)
    tell(database, event("removed", "b"), event("added", "z"), event("added", "y"), event("copied"))
    with database.reading() as connection:
        chosen = chosen_of(connection, ["A", "B"])
    assert chosen == {"A": tuple(tags("a", "c", "y", "z")), "B": tuple(tags(*SHOWN))}
    assert held(database).copied == NOW


@pytest.mark.parametrize(
    ("kind", "tag", "at", "field"),
    [
        ("kept", "z", NOW, "tag"),
        ("removed", "z", NOW, "tag"),
        ("added", "a", NOW, "tag"),
        ("kept", "a", NOW + timedelta(minutes=6), "at"),
        ("copied", None, ago(days=1, minutes=6), "at"),
    ],
)
def test_what_cannot_have_been_done_is_refused(kind: str, tag: str | None, at: Any, field: str) -> None:
    found = refused_because(event(kind, tag, at=at), ANSWERED, now=NOW)
    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize("at", [NOW + timedelta(minutes=4), ago(days=1, minutes=4)])
def test_clocks_may_differ_by_a_few_minutes(at: Any) -> None:
    assert refused_because(event("kept", "a", at=at), ANSWERED, now=NOW) is None


def test_the_answers_of_others_are_not_found(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    put_answer(database, "B", owner="you")
    with database.reading() as connection:
        assert answered_of(connection, ["A", "B", "C"], owner=ME) == {"A": ANSWERED}


def test_what_a_key_told_since_is_counted_without_repetitions(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    tell(database, event("kept", "a"), event("kept", "b"))
    tell(database, event("kept", "a"))
    tell(database, event("kept", "c"), key="other")
    with database.reading() as connection:
        assert count_feedback(connection, api_key_id="k", since=NOW) == 2
        assert count_feedback(connection, api_key_id="k", since=NOW + timedelta(seconds=1)) == 0


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], PostFormat.TEXT),
        (["JPEG"], PostFormat.PHOTO),
        (["JPEG", "PNG"], PostFormat.CAROUSEL),
        (["VIDEO", "VIDEO"], PostFormat.CLIP),
    ],
)
def test_the_uploads_tell_what_a_post_is_made_of(
    sqlite_database: Database, kinds: list[str], expected: PostFormat
) -> None:
    put_answer(sqlite_database, "A")
    uploads = [Upload(f"U{n}", "f", kind, 1, 1, 1, NOW) for n, kind in enumerate(kinds)]
    sqlite_database.write_now(add_uploads, uploads, owner=ME, recommendation_id="A")
    with sqlite_database.reading() as connection:
        assert format_of(connection, "A") is expected


def test_an_answer_is_not_deleted_while_feedback_on_it_is_written(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    rival = threading.Thread(target=database.write_now, args=(delete_recommendation, "A"), kwargs={"owner": ME})
    with database.writing() as connection:
        assert answered_of(connection, ["A"], owner=ME, hold=True) == {"A": ANSWERED}
        rival.start()
        rival.join(0.2)
        put_feedback(connection, [event("kept", "a")], owner=ME, api_key_id=None, now=NOW)
    rival.join()
    assert rows(database) == []


def test_only_what_would_write_needs_room(database: Database) -> None:
    put_answer(database, "A", *SHOWN)
    tell(database, event("kept", "a", at=ago(minutes=1)))
    events = [event("kept", "a", at=ago(minutes=2)), event("copied"), event("copied"), event("kept", "a")]
    with database.reading() as connection:
        assert without_room(connection, events, room=1) == {3}
        assert without_room(connection, events, room=2) == set()
