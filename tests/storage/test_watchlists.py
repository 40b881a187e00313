"""Watchlists belong to one owner; alerts are told once and survive whoever delivers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from hashtagger.errors import Conflict, NotFound
from hashtagger.storage.alerts import (
    MAX_ATTEMPTS,
    add_alert,
    claim_alerts,
    is_any_alert_due,
    note_alerts,
    purge_alerts,
    recent_alerts,
    take_trials,
)
from hashtagger.storage.database import Database
from hashtagger.storage.ids import new_id
from hashtagger.storage.watchlists import (
    Watchlist,
    add_watchlist,
    change_watchlist,
    delete_watchlist,
    enabled_watchlists,
    list_watchlists,
    read_watchlist,
)
from tests.trend_builders import HOUR, NOW

LATER = NOW + timedelta(minutes=5)


def watchlist(id: str = "W", **changes: Any) -> Watchlist:
    return replace(
        Watchlist(id, NOW, "me", "Space", True, ["moon"], {"region": "DE"}, [{"kind": "z_above", "value": 3.0}]),
        **changes,
    )


def put(database: Database, *watchlists: Watchlist, most: int = 9) -> None:
    for each in watchlists:
        database.write_now(add_watchlist, each, most=most)


def alert(database: Database, told: str = "webhook:W:moon", hour: int = HOUR, **changes: Any) -> bool:
    values: dict[str, Any] = {"watchlist_id": "W", "way": "webhook", "message": {"n": 1}, "now": NOW, "quiet_h": 24}
    return database.write_now(add_alert, new_id(NOW), told=told, hour=hour, **{**values, **changes})


def claim(database: Database, now: Any = NOW) -> Any:
    return database.write_now(claim_alerts, now=now, lease_s=60)


def test_a_watchlist_comes_back_as_it_was_written(database: Database) -> None:
    written = watchlist(webhook_url="https://example.org", webhook_secret="s", email="me@example.org")
    put(database, written)
    with database.reading() as connection:
        assert read_watchlist(connection, "W", owner="me") == written


def test_nobody_reads_changes_or_deletes_what_belongs_to_another(database: Database) -> None:
    put(database, watchlist())
    for work in (read_watchlist, delete_watchlist):
        with pytest.raises(NotFound):
            database.write_now(work, "W", owner="you")
    with pytest.raises(NotFound):
        database.write_now(change_watchlist, "W", {"name": "mine"}, owner="you")
    with database.reading() as connection:
        assert read_watchlist(connection, "W", owner="me").name == "Space"
        assert list_watchlists(connection, owner="you", limit=9) == []


def test_an_owner_has_so_many_and_no_more(database: Database) -> None:
    put(database, watchlist("A"), watchlist("B"), most=2)
    with pytest.raises(Conflict) as refused:
        put(database, watchlist("C"), most=2)
    assert refused.value.code == "too_many_watchlists"
    put(database, watchlist("D", owner="you"), most=2)


def test_lists_are_newest_first_and_only_enabled_ones_are_evaluated(database: Database) -> None:
    put(database, watchlist("A"), watchlist("B", enabled=False), watchlist("C"))
    with database.reading() as connection:
        assert [w.id for w in list_watchlists(connection, owner="me", limit=2)] == ["C", "B"]
        assert [w.id for w in list_watchlists(connection, owner="me", limit=2, before="B")] == ["A"]
        assert [w.id for w in enabled_watchlists(connection)] == ["A", "C"]


def test_the_same_is_told_once_in_its_quiet_time(database: Database) -> None:
    put(database, watchlist())
    assert alert(database)
    assert not alert(database)
    assert not alert(database, hour=HOUR + 23)
    assert not alert(database, hour=HOUR - 1)
    assert alert(database, told="webhook:W:moon:of:june")
    assert alert(database, hour=HOUR + 24)


def test_an_alert_whose_sender_died_is_due_again(database: Database) -> None:
    put(database, watchlist())
    alert(database)
    first = claim(database)
    assert claim(database) is None
    again = claim(database, LATER)
    assert (first.alerts[0].attempt, again.alerts[0].attempt) == (1, 2)
    database.write_now(note_alerts, first.alerts, delivered=False, error="late")
    with database.reading() as connection:
        assert recent_alerts(connection, "W", limit=1)[0].state == "pending"
    database.write_now(note_alerts, again.alerts, delivered=True)
    with database.reading() as connection:
        assert recent_alerts(connection, "W", limit=1)[0].state == "delivered"
        assert not is_any_alert_due(connection, now=LATER + timedelta(days=9))


def test_an_alert_that_kills_every_sender_is_given_up(database: Database) -> None:
    put(database, watchlist())
    alert(database)
    for turn in range(MAX_ATTEMPTS):
        assert claim(database, NOW + turn * timedelta(minutes=5)) is not None
    assert claim(database, NOW + timedelta(days=1)) is None
    with database.reading() as connection:
        (ended,) = recent_alerts(connection, "W", limit=9)
    assert (ended.state, ended.error) == ("failed", "attempts_exhausted")


def test_mails_of_one_watchlist_are_claimed_together_and_webhooks_one_by_one(database: Database) -> None:
    put(database, watchlist(email="me@example.org"), watchlist("V", email="me@example.org"))
    for n in range(3):
        alert(database, told=f"email:W:{n}", way="email")
        alert(database, told=f"webhook:W:{n}")
    alert(database, told="email:V:1", way="email", watchlist_id="V")
    sizes = []
    while (due := claim(database)) is not None:
        sizes.append((due.alerts[0].way, due.alerts[0].watchlist_id, len(due.alerts)))
    assert sorted(sizes) == [("email", "V", 1), ("email", "W", 3), *[("webhook", "W", 1)] * 3]


def test_a_failed_alert_waits_and_is_given_up_in_the_end(database: Database) -> None:
    put(database, watchlist())
    alert(database)
    database.write_now(note_alerts, claim(database).alerts, delivered=False, again=LATER, error="status_500")
    assert claim(database) is None
    database.write_now(note_alerts, claim(database, LATER).alerts, delivered=False, error="status_500")
    with database.reading() as connection:
        [last] = recent_alerts(connection, "W", limit=9)
    assert (last.state, last.error, last.attempt, last.due) == ("failed", "status_500", 2, None)


def test_a_watchlist_takes_its_alerts_with_it(database: Database) -> None:
    put(database, watchlist())
    alert(database)
    database.write_now(delete_watchlist, "W", owner="me")
    assert claim(database) is None


def test_tests_are_counted_by_owner(database: Database) -> None:
    def may_send(owner: str, count: int, now: datetime = NOW) -> bool:
        since = now - timedelta(hours=1)
        return database.write_now(take_trials, owner, count, most=3, since=since, now=now)

    assert may_send("me", 2)
    assert may_send("you", 3)
    assert not may_send("me", 2)
    assert may_send("me", 1)
    assert may_send("me", 3, NOW + timedelta(hours=1, seconds=1))


def test_only_what_ended_is_purged(database: Database) -> None:
    put(database, watchlist())
    alert(database, told="a")
    alert(database, told="b")
    database.write_now(note_alerts, claim(database).alerts, delivered=True)
    assert database.write_now(purge_alerts, older_than=LATER) == 1
    with database.reading() as connection:
        assert [each.state for each in recent_alerts(connection, "W", limit=9)] == ["pending"]
