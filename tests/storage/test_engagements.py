"""What posts earned is the same in the end, however it arrives."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.posts import Engagement
from hashtagger.storage import engagements
from hashtagger.storage.database import Database
from hashtagger.storage.engagements import (
    NO_ROOM,
    count_engagements,
    engagements_of,
    put_engagements,
    take_reports,
)
from hashtagger.storage.posts import read_post
from hashtagger.storage.ranking_tables import engagements as table
from hashtagger.types import Tag
from tests.storage.builders import NOW
from tests.storage.post_builders import ME, OLDEST, ago, event, post, put, put_answer, report, send, tell


def seen(database: Database, external_id: str = "x") -> list[Engagement]:
    with database.reading() as connection:
        id = read_post(connection, external_id, owner=ME).post.id
        return engagements_of(connection, [id]).get(id, [])


def test_any_order_and_any_repetition_of_the_same_reports_give_the_same_rows(database: Database) -> None:
    draw = random.Random(7)
    moments = [ago(hours=hours) for hours in (1, 2, 3)]
    known: list[dict[str, Any]] = [{"likes": 4}, {"likes": 3, "comments": 0}, {"reach": 10**12}, {"comments": 2}]
    ends = []
    for number in range(6):
        reports = [
            report(f"x{number}", observed=moment, published=ago(days=1), **counts)
            for moment in moments
            for counts in known
        ]
        several = draw.sample(reports, len(reports)) + draw.choices(reports, k=6)
        while several:
            size = draw.randint(1, 5)
            assert send(database, *several[:size]) == []
            several = several[size:]
        ends.append(seen(database, f"x{number}"))
    best = {"likes": 4, "comments": 2, "reach": 10**12}
    assert ends == [[Engagement(moment.replace(microsecond=0), **best) for moment in moments]] * 6


def test_the_key_that_enlarged_a_count_last_is_remembered(database: Database) -> None:
    def key() -> str:
        with database.reading() as connection:
            return str(connection.execute(sa.select(table.c.api_key_id)).scalar_one())

    send(database, report(likes=5), key="first")
    send(database, report(likes=4), key="second")
    assert key() == "first"
    send(database, report(likes=4, comments=0), key="third")
    assert key() == "third"


def test_engagement_may_come_before_the_feedback_that_names_the_post(database: Database) -> None:
    assert send(database, report(observed=ago(hours=2))) == []
    put_answer(database, "A", "a")
    tell(database, event("copied"))
    put(database, post(profile_id="p", recommendation_id="A", published=ago(hours=5)))
    with database.reading() as connection:
        stored = read_post(connection, "x", owner=ME)
    assert (stored.source, stored.post.recommendation_id, stored.tags) == ("feedback", "A", (Tag("a"),))
    assert len(seen(database)) == 1


def test_an_age_counts_from_when_the_post_was_published_or_is_said_to_be(database: Database) -> None:
    put(database, post(published=ago(hours=30)))
    assert send(database, report(age_h=6.0), report("y", age_h=1.5, published=ago(hours=30))) == []
    assert [each.observed for each in seen(database)] == [ago(hours=24).replace(microsecond=0)]
    assert [each.observed for each in seen(database, "y")] == [ago(hours=28.5).replace(microsecond=0)]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"observed": NOW + timedelta(minutes=6)}, "observed_at"),
        ({"observed": OLDEST - timedelta(seconds=1)}, "observed_at"),
        ({"observed": ago(days=3), "published": ago(days=2)}, "observed_at"),
        ({"observed": None}, "observed_at"),
        ({"age_h": 2.0}, "age_h"),
        ({"age_h": 50.0, "published": ago(days=2)}, "age_h"),
        ({"published": NOW + timedelta(minutes=6)}, "published_at"),
        ({"published": OLDEST - timedelta(seconds=1)}, "published_at"),
        ({"published": datetime.fromisoformat("0001-01-01T00:00:00+14:00")}, "published_at"),
        ({"observed": datetime.fromisoformat("9999-12-31T23:59:59-14:00")}, "observed_at"),
    ],
)
def test_a_wrong_report_is_refused_and_leaves_nothing(database: Database, sent: dict[str, Any], field: str) -> None:
    refused = send(database, report("good"), report(**sent))
    assert [(each.place, each.field) for each in refused] == [(1, field)]
    assert len(seen(database, "good")) == 1
    with pytest.raises(NotFound):
        seen(database)


def test_what_an_earlier_row_says_of_a_post_holds_for_the_later_ones(database: Database) -> None:
    refused = send(database, report(published=ago(hours=9)), report(age_h=3.0), report(observed=ago(hours=10)))
    assert [(each.place, each.field) for each in refused] == [(2, "observed_at")]


def test_only_the_newest_are_read_when_asked(database: Database) -> None:
    send(database, *(report(observed=ago(hours=hours)) for hours in (1, 3, 2)))
    with database.reading() as connection:
        id = read_post(connection, "x", owner=ME).post.id
        assert [each.observed.hour for each in engagements_of(connection, [id, "?"], newest=2)[id]] == [11, 10]


def test_what_a_key_reported_since_is_counted_without_repetitions(database: Database) -> None:
    for _ in range(2):
        send(database, report("x"), report("y"))
    send(database, report("z"), key="other")
    with database.reading() as connection:
        assert count_engagements(connection, api_key_id="k", since=NOW) == 2
        assert count_engagements(connection, api_key_id="k", since=NOW + timedelta(seconds=1)) == 0


def test_nothing_is_written_for_nobody(database: Database) -> None:
    assert send(database) == []
    database.write_now(put_engagements, [], api_key_id=None, now=NOW)


def test_writers_at_once_share_the_room_of_their_key(database: Database) -> None:
    def left(connection: sa.Connection) -> int:
        return 5 - count_engagements(connection, api_key_id="k", since=NOW)

    def deliver(name: str) -> int:
        sent = [report(f"{name}{n}") for n in range(4)]
        who: dict[str, Any] = {"owner": ME, "api_key_id": "k", "now": NOW, "oldest": OLDEST}
        return 4 - len(database.write_now(take_reports, sent, **who, room=left))

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(deliver, "abcd")) == 5


def test_a_report_without_room_leaves_nothing_and_one_that_changes_nothing_needs_none(database: Database) -> None:
    send(database, report("x", likes=3))
    sent = [report("y", published=ago(hours=9)), report("x", likes=2), report("x", likes=4), report("y", age_h=3.0)]
    who: dict[str, Any] = {"owner": ME, "api_key_id": "k", "now": NOW, "oldest": OLDEST}
    refused = database.write_now(take_reports, sent, **who, room=lambda _: 0)
    assert [(each.place, each.field) for each in refused] == [(0, ""), (2, ""), (3, "")]
    assert refused[0].reason == NO_ROOM
    assert [each.likes for each in seen(database)] == [3]
    with pytest.raises(NotFound):
        seen(database, "y")


def test_of_one_post_only_so_many_moments_are_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engagements, "MAX_OBSERVATIONS", 3)
    send(database, *(report(observed=ago(hours=hours)) for hours in (1, 2)))
    sent = [report(observed=ago(hours=hours), likes=9) for hours in (3, 4, 1)]
    refused = send(database, *sent, report("y"))
    assert [each.place for each in refused] == [1]
    assert "3 observations" in refused[0].reason
    assert [each.likes for each in seen(database)] == [9, 1, 9]


def test_the_observations_that_nobody_asked_for_are_not_read(database: Database) -> None:
    send(database, *(report(observed=ago(hours=hours)) for hours in range(1, 6)))
    statements = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with database.reading() as connection:
        id = read_post(connection, "x", owner=ME).post.id
        assert len(engagements_of(connection, [id], newest=2)[id]) == 2
    assert "LIMIT" in statements[-1]
