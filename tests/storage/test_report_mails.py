"""Report mails belong to one owner; each slot is delivered by one, and survives whoever delivers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from hashtagger.errors import Conflict, MissingScope, NotFound
from hashtagger.storage.database import Database
from hashtagger.storage.ids import new_id
from hashtagger.storage.report_deliveries import (
    MAX_ATTEMPTS,
    DueReport,
    claim_delivery,
    is_any_delivery_due,
    note_delivery,
    note_test,
    purge_deliveries,
    queue_newest,
    recent_deliveries,
)
from hashtagger.storage.report_mails import (
    ReportMail,
    add_report_mail,
    change_report_mail,
    delete_report_mail,
    due_report_mails,
    list_report_mails,
    read_report_mail,
)
from tests.trend_builders import NOW

LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)


def report_mail(id: str = "M", **changes: Any) -> ReportMail:
    values: dict[str, Any] = {
        "id": id,
        "created": NOW,
        "owner": "me",
        "api_key_id": None,
        "name": "Space",
        "enabled": True,
        "view": "trends",
        "params": {"region": "DE", "limit": 20},
        "formats": ["pdf"],
        "email": "me@example.org",
        "language": "en",
        "schedule": {"every": "day", "hour": 13, "timezone": "UTC"},
        "next_due": NOW,
    }
    return ReportMail(**{**values, **changes})


def put(database: Database, *mails: ReportMail, most: int = 9) -> None:
    for each in mails:
        database.write_now(add_report_mail, each, most=most)


def queue(database: Database, mail: ReportMail, *slots: datetime, now: datetime = NOW) -> bool:
    return database.write_now(queue_newest, mail, slots or [NOW], next_due=now + DAY, now=now)


def claim(database: Database, now: datetime = NOW) -> DueReport | None:
    return database.write_now(claim_delivery, now=now, lease_s=60)


def told(database: Database, id: str = "M") -> list[tuple[str, str]]:
    with database.reading() as connection:
        return [(each.state, each.error) for each in reversed(recent_deliveries(connection, id, limit=99))]


def test_an_order_comes_back_as_it_was_written(database: Database) -> None:
    put(database, report_mail())
    with database.reading() as connection:
        assert read_report_mail(connection, "M", owner="me") == report_mail()


def test_nobody_reads_changes_or_deletes_what_belongs_to_another(database: Database) -> None:
    put(database, report_mail())
    for work in (read_report_mail, delete_report_mail):
        with pytest.raises(NotFound):
            database.write_now(work, "M", owner="you")
    with pytest.raises(NotFound):
        database.write_now(change_report_mail, "M", lambda mail: replace(mail, name="mine"), owner="you")
    with database.reading() as connection:
        assert read_report_mail(connection, "M", owner="me") == report_mail()
        assert list_report_mails(connection, owner="you", limit=9) == []


def test_a_change_that_is_refused_changes_nothing(database: Database) -> None:
    def refuse(_: ReportMail) -> ReportMail:
        raise MissingScope("no")

    put(database, report_mail())
    with pytest.raises(MissingScope):
        database.write_now(change_report_mail, "M", refuse, owner="me")
    changed = database.write_now(change_report_mail, "M", lambda mail: replace(mail, name="Other"), owner="me")
    assert changed == report_mail(name="Other")


def test_an_owner_has_so_many_and_no_more(database: Database) -> None:
    put(database, report_mail("A"), report_mail("B"), most=2)
    with pytest.raises(Conflict):
        put(database, report_mail("C"), most=2)
    put(database, report_mail("D", owner="you"), most=2)


def test_lists_are_newest_first_and_only_what_is_on_is_due(database: Database) -> None:
    put(database, report_mail("A", next_due=LATER), report_mail("B", enabled=False), report_mail("C"))
    with database.reading() as connection:
        assert [each.id for each in list_report_mails(connection, owner="me", limit=2)] == ["C", "B"]
        assert [each.id for each in list_report_mails(connection, owner="me", limit=2, before="B")] == ["A"]
        assert [each.id for each in due_report_mails(connection, now=NOW, limit=9)] == ["C"]
        assert [each.id for each in due_report_mails(connection, now=LATER, limit=9)] == ["C", "A"]


def test_of_two_that_queue_the_same_slot_one_does(database: Database) -> None:
    put(database, report_mail())
    assert queue(database, report_mail())
    assert not queue(database, report_mail())
    assert told(database) == [("waiting", "")]


def test_only_the_newest_slot_waits(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail(), NOW - 2 * DAY, NOW - DAY, NOW)
    assert told(database) == [("skipped", "missed"), ("skipped", "missed"), ("waiting", "")]
    again = report_mail(next_due=NOW + DAY)
    assert queue(database, again, NOW + DAY, now=NOW + DAY)
    assert told(database) == [("skipped", "missed")] * 3 + [("waiting", "")]


def test_an_order_that_changed_meanwhile_is_not_queued(database: Database) -> None:
    put(database, report_mail(next_due=LATER))
    assert not queue(database, report_mail())
    assert told(database) == []


def test_what_a_sender_left_when_it_died_is_due_again_with_the_same_id(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail())
    first = claim(database)
    assert claim(database) is None
    again = claim(database, LATER)
    assert first is not None
    assert again is not None
    assert (first.delivery.attempt, again.delivery.attempt) == (1, 2)
    assert first.delivery.id == again.delivery.id
    database.write_now(note_delivery, first.delivery, "failed", now=LATER, error="late")
    assert told(database) == [("waiting", "")]
    database.write_now(note_delivery, again.delivery, "sent", now=LATER)
    assert told(database) == [("sent", "")]
    with database.reading() as connection:
        assert not is_any_delivery_due(connection, now=LATER + DAY)


def test_the_order_is_sent_as_it_stands_when_it_is_sent(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail())
    database.write_now(change_report_mail, "M", lambda mail: replace(mail, email="you@example.org"), owner="me")
    due = claim(database)
    assert due is not None
    assert due.mail.email == "you@example.org"


def test_what_kills_every_sender_is_given_up(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail())
    for turn in range(MAX_ATTEMPTS):
        assert claim(database, NOW + turn * timedelta(minutes=5)) is not None
    assert claim(database, NOW + DAY) is None
    assert told(database) == [("failed", "attempts_exhausted")]


def test_what_was_sent_although_a_newer_slot_came_was_sent(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail())
    due = claim(database)
    assert due is not None
    queue(database, report_mail(next_due=NOW + DAY), NOW + DAY, now=NOW + DAY)
    database.write_now(note_delivery, due.delivery, "waiting", now=NOW + DAY, again=NOW + DAY, error="x")
    assert told(database) == [("skipped", "missed"), ("waiting", "")]
    database.write_now(note_delivery, due.delivery, "sent", now=NOW + DAY)
    assert told(database) == [("sent", ""), ("waiting", "")]


def test_a_failed_attempt_waits(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail())
    due = claim(database)
    assert due is not None
    database.write_now(note_delivery, due.delivery, "waiting", now=NOW, again=LATER, error="mail_refused")
    assert claim(database) is None
    assert claim(database, LATER) is not None


def test_an_order_takes_its_deliveries_with_it(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail())
    database.write_now(delete_report_mail, "M", owner="me")
    assert claim(database) is None


def test_only_what_ended_is_purged(database: Database) -> None:
    put(database, report_mail())
    queue(database, report_mail(), NOW - DAY, NOW)
    database.write_now(note_test, new_id(NOW), report_mail_id="M", owner="me", error=None, now=NOW)
    assert database.write_now(purge_deliveries, older_than=NOW) == 0
    assert database.write_now(purge_deliveries, older_than=LATER) == 2
    assert told(database) == [("waiting", "")]
