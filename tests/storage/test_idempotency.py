"""A retry is an answer, not a second effect."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from hashtagger.errors import Conflict, TryLater
from hashtagger.storage.database import Database
from hashtagger.storage.idempotency import Claim, SavedResponse, claim, finish, purge_expired, release
from tests.storage.builders import NOW

RESPONSE = SavedResponse(201, {"content-type": "application/json"}, b'{"id": "\xc3\xa9"}\x00')
LATER = NOW + timedelta(seconds=61)


def ask(database: Database, request_hash: str = "h", *, owner: str = "o", now: datetime = NOW) -> Claim | SavedResponse:
    return database.write_now(claim, owner, "k", request_hash, now=now, lease_s=60, keep_h=24)


def claimed(database: Database, now: datetime = NOW) -> Claim:
    answer = ask(database, now=now)
    assert isinstance(answer, Claim)
    return answer


def test_the_first_request_gets_the_claim_and_a_retry_its_answer(database: Database) -> None:
    assert database.write_now(finish, claimed(database), RESPONSE)
    assert ask(database) == RESPONSE


def test_the_same_key_with_another_request_is_a_conflict(database: Database) -> None:
    claimed(database)
    with pytest.raises(Conflict) as caught:
        ask(database, "other")
    assert caught.value.code == "idempotency_key_reused"


def test_the_same_key_of_another_owner_is_another_key(database: Database) -> None:
    claimed(database)
    assert isinstance(ask(database, "other", owner="p"), Claim)


def test_a_retry_while_the_first_is_under_way_has_to_wait(database: Database) -> None:
    claimed(database)
    with pytest.raises(TryLater) as caught:
        ask(database)
    assert caught.value.code == "request_in_progress"
    assert 0 < caught.value.retry_after_s <= 60


def test_after_the_lease_a_retry_takes_over_and_the_dead_one_changes_nothing(database: Database) -> None:
    dead = claimed(database)
    alive = claimed(database, LATER)
    assert not database.write_now(finish, dead, SavedResponse(500, {}, b"late"))
    assert database.write_now(finish, alive, RESPONSE)
    assert not database.write_now(finish, dead, SavedResponse(500, {}, b"later still"))
    assert ask(database, now=LATER) == RESPONSE


def test_a_released_key_is_free_for_another_request(database: Database) -> None:
    first = claimed(database)
    assert database.write_now(release, first)
    again = ask(database, "other")
    assert isinstance(again, Claim)
    assert not database.write_now(finish, first, RESPONSE)
    assert database.write_now(finish, again, RESPONSE)


def test_an_expired_key_is_free_for_another_request(database: Database) -> None:
    database.write_now(finish, claimed(database), RESPONSE)
    assert isinstance(ask(database, "other", now=NOW + timedelta(hours=24)), Claim)


def test_expired_keys_are_purged_and_no_others(database: Database) -> None:
    database.write_now(finish, claimed(database), RESPONSE)
    assert database.write_now(purge_expired, now=NOW + timedelta(hours=23)) == 0
    assert database.write_now(purge_expired, now=NOW + timedelta(hours=24)) == 1


@pytest.mark.parametrize("now", [NOW, LATER], ids=["a new key", "a key whose claimant died"])
def test_of_many_requests_at_once_one_gets_the_claim(database: Database, now: datetime) -> None:
    if now is LATER:
        claimed(database)
    together = threading.Barrier(8)

    def rival(_: int) -> str:
        together.wait(30)
        try:
            return type(ask(database, now=now)).__name__
        except TryLater as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        outcomes = sorted(threads.map(rival, range(8)))
    assert outcomes == ["Claim"] + ["request_in_progress"] * 7
