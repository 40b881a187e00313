"""Each slot of each job runs once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.errors import Conflict
from hashtagger.storage.database import Database
from hashtagger.storage.job_runs import (
    JobRun,
    RunPlace,
    SlotClaim,
    claim_slot,
    complete_slot,
    fail_slot,
    list_runs,
    newest_runs,
    purge_runs,
    recent_runs,
    renew_lease,
)
from hashtagger.storage.meta import read_meta, write_meta
from tests.storage.builders import NOW

LATER = NOW + timedelta(seconds=61)


def ask(database: Database, slot: str = "s", *, now: datetime = NOW) -> SlotClaim | None:
    return database.write_now(claim_slot, "job", slot, now=now, lease_s=60)


def claimed(database: Database, slot: str = "s", now: datetime = NOW) -> SlotClaim:
    claim = ask(database, slot, now=now)
    assert claim is not None
    return claim


def test_a_slot_is_given_once(database: Database) -> None:
    assert claimed(database).attempt == 1
    assert ask(database) is None
    assert ask(database, "another") is not None


def test_a_slot_that_is_done_is_not_given_again(database: Database) -> None:
    database.write_now(complete_slot, claimed(database), now=NOW, counts={"rows": 3})
    assert ask(database, now=NOW + timedelta(days=1)) is None
    with database.reading() as connection:
        [run] = recent_runs(connection, "job")
    assert (run.status, run.attempt, run.counts, run.finished, run.error) == ("done", 1, {"rows": 3}, NOW, "")


def test_a_slot_whose_lease_ran_out_is_taken_over_and_the_dead_one_cannot_finish(database: Database) -> None:
    dead = claimed(database)
    alive = claimed(database, now=LATER)
    assert alive.attempt == 2
    with pytest.raises(Conflict) as caught:
        database.write_now(complete_slot, dead, now=LATER)
    assert caught.value.code == "lease_lost"
    database.write_now(complete_slot, alive, now=LATER)


def test_the_effects_of_a_run_that_lost_its_lease_are_undone(database: Database) -> None:
    dead = claimed(database)
    claimed(database, now=LATER)

    def work_and_finish(connection: sa.Connection) -> None:
        write_meta(connection, "effect", "1")
        complete_slot(connection, dead, now=LATER)

    with pytest.raises(Conflict):
        database.write_now(work_and_finish)
    with database.reading() as connection:
        assert read_meta(connection, "effect") is None


def test_a_renewed_lease_holds(database: Database) -> None:
    renewed = database.write_now(renew_lease, claimed(database), now=LATER, lease_s=60)
    assert ask(database, now=LATER) is None
    assert renewed.lease_until == LATER + timedelta(seconds=60)


def test_a_failed_slot_is_tried_again_but_not_for_ever(database: Database) -> None:
    for attempt in (1, 2, 3):
        claim = claimed(database)
        assert claim.attempt == attempt
        database.write_now(fail_slot, claim, now=NOW, error=f"no luck {attempt}")
    assert ask(database) is None
    with database.reading() as connection:
        assert [run.error for run in recent_runs(connection, "job")] == ["no luck 3"]


def test_the_newest_runs_come_first(database: Database) -> None:
    for n in range(4):
        claimed(database, f"s{n}", NOW + timedelta(seconds=n))
    with database.reading() as connection:
        assert [run.slot for run in recent_runs(connection, "job", limit=2)] == ["s3", "s2"]


def history(database: Database, **wanted: Any) -> list[JobRun]:
    with database.reading() as connection:
        return list_runs(connection, **{"now": NOW, "limit": 10, **wanted})


def test_the_history_goes_on_behind_a_place_also_among_runs_of_one_moment(database: Database) -> None:
    for job in ("a", "b"):
        for n in range(3):
            database.write_now(claim_slot, job, f"s{n}", now=NOW, lease_s=60)
    claimed(database, "old", NOW - timedelta(seconds=1))
    seen: list[tuple[str, str]] = []
    before = None
    while page := history(database, limit=2, before=before):
        seen += [(run.job, run.slot) for run in page]
        before = RunPlace(page[-1].started, page[-1].job, page[-1].slot)
    assert seen == [("b", "s2"), ("b", "s1"), ("b", "s0"), ("a", "s2"), ("a", "s1"), ("a", "s0"), ("job", "old")]


def test_the_history_narrows_by_job_and_state_and_a_dead_process_is_lost(database: Database) -> None:
    database.write_now(complete_slot, claimed(database, "done"), now=NOW)
    database.write_now(fail_slot, claimed(database, "failed"), now=NOW, error="no luck")
    claimed(database, "alive")
    claimed(database, "dead", NOW - timedelta(seconds=60))
    for state, slot in (("done", "done"), ("failed", "failed"), ("running", "alive"), ("lost", "dead")):
        [run] = history(database, state=state)
        assert (run.slot, run.state_at(NOW)) == (slot, state)
    assert history(database, job="another") == history(database, but=["job"]) == []


def test_the_newest_run_of_each_job_is_told(database: Database) -> None:
    for n, job in enumerate(("a", "b", "a")):
        database.write_now(claim_slot, job, f"s{n}", now=NOW + timedelta(seconds=n), lease_s=60)
    with database.reading() as connection:
        assert {job: run.slot for job, run in newest_runs(connection).items()} == {"a": "s2", "b": "s1"}


def test_who_wants_to_be_alone_gets_no_slot_while_another_of_the_job_is_under_way(database: Database) -> None:
    claimed(database)

    def alone(job: str, now: datetime) -> SlotClaim | None:
        return database.write_now(claim_slot, job, "by hand", now=now, lease_s=60, alone=True)

    assert alone("job", NOW) is None
    assert alone("another", NOW) is not None
    assert alone("job", LATER) is not None  # whoever had it died


def test_old_runs_are_purged_unless_under_way(database: Database) -> None:
    database.write_now(complete_slot, claimed(database, "done"), now=NOW)
    claimed(database, "running")
    assert database.write_now(purge_runs, older_than=NOW + timedelta(seconds=60)) == 1
    assert database.write_now(purge_runs, older_than=LATER) == 1  # its lease is over: nobody runs it


@pytest.mark.parametrize("now", [NOW, LATER], ids=["new slots", "slots whose workers died"])
def test_many_workers_run_every_slot_once(database: Database, now: datetime) -> None:
    slots = [f"s{n}" for n in range(6)]
    if now is LATER:
        for slot in slots:
            claimed(database, slot)
    together = threading.Barrier(8)

    def worker(_: int) -> list[str]:
        together.wait(30)
        return [slot for slot in slots if ask(database, slot, now=now) is not None]

    with ThreadPoolExecutor(8) as threads:
        won = [slot for mine in threads.map(worker, range(8)) for slot in mine]
    assert sorted(won) == slots
