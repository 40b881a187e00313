"""A generation job is run once at a time, whatever dies, and ends in one way."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from hashtagger.errors import Conflict, NotFound, Overloaded
from hashtagger.storage.database import Database
from hashtagger.storage.generations import (
    Hold,
    StoredGeneration,
    add_generation,
    cancel_generation,
    claim_generation,
    delete_generations,
    end_generation,
    expired_generations,
    find_generations,
    is_any_due,
    list_generations,
    note_progress,
    note_stages,
    read_generation,
    release_generation,
    renew_hold,
)
from tests.storage.builders import NOW

KEEP = timedelta(hours=24)
LATER = NOW + timedelta(seconds=61)


def queue(database: Database, id: str = "A", *, owner: str = "me", max_unfinished: int = 99, **values: Any) -> None:
    job = StoredGeneration(id, NOW, owner, "text-to-image", "sd", NOW, {"prompt": "a dog"}, **values)
    database.write_now(add_generation, job, max_unfinished=max_unfinished)


def ask(
    database: Database, claim: str = "first", *, now: datetime = NOW, only: str | None = None, attempts: int = 3
) -> StoredGeneration | None:
    return database.write_now(claim_generation, claim, now=now, lease_s=60, keep=KEEP, max_attempts=attempts, only=only)


def begun(database: Database, claim: str = "first", *, now: datetime = NOW) -> Hold:
    job = ask(database, claim, now=now)
    assert job is not None
    return Hold(job.id, claim)


def end(database: Database, hold: Hold, state: Any = "done", **values: Any) -> None:
    database.write_now(end_generation, hold, state, now=NOW, expires=NOW + KEEP, **values)


def read(database: Database, id: str = "A") -> StoredGeneration:
    with database.reading() as connection:
        return read_generation(connection, id)


def test_jobs_are_begun_in_the_order_they_came(database: Database) -> None:
    for id in ("B", "A"):
        queue(database, id)
    jobs = [ask(database, claim) for claim in ("1", "2", "3")]
    assert [job and (job.id, job.state, job.attempt, job.claim) for job in jobs] == [
        ("A", "running", 1, "1"),
        ("B", "running", 1, "2"),
        None,
    ]


def test_owners_take_turns(database: Database) -> None:
    for id, owner in (("A", "busy"), ("B", "busy"), ("C", "busy"), ("D", "rare"), ("E", "rare")):
        queue(database, id, owner=owner)
    jobs = [ask(database, str(turn), now=NOW + timedelta(seconds=turn)) for turn in range(5)]
    assert [job and job.id for job in jobs] == ["A", "D", "B", "E", "C"]


def test_a_job_can_be_claimed_by_name(database: Database) -> None:
    for id in ("A", "B"):
        queue(database, id)
    job = ask(database, only="B")
    assert job is not None
    assert job.id == "B"


def test_a_job_that_is_done_keeps_its_results_until_its_time(database: Database) -> None:
    queue(database)
    end(database, begun(database), results=[{"file": "a.png"}])
    job = read(database)
    assert (job.state, job.progress, job.results, job.finished) == ("done", 1.0, [{"file": "a.png"}], NOW)
    assert ask(database, now=NOW + KEEP) is None
    with database.reading() as connection:
        assert expired_generations(connection, now=NOW + KEEP - timedelta(seconds=1), limit=9) == []
        assert expired_generations(connection, now=NOW + KEEP, limit=9) == ["A"]


def test_every_change_that_can_be_seen_has_a_new_revision(database: Database) -> None:
    queue(database)
    revisions = [read(database).revision]
    hold = begun(database)
    revisions.append(read(database).revision)
    database.write_now(note_stages, hold, [{"stage": "caption", "text": "a dog"}])
    revisions.append(read(database).revision)
    database.write_now(note_progress, hold, 0.5, 3.0, now=NOW, lease_s=60)
    revisions.append(read(database).revision)
    database.write_now(renew_hold, hold, now=NOW, lease_s=60)  # nobody sees a lease
    assert read(database).revision == revisions[-1]
    end(database, hold)
    revisions.append(read(database).revision)
    assert revisions == [1, 2, 3, 4, 5]


def test_a_job_whose_worker_died_is_begun_again_and_the_dead_one_changes_nothing(database: Database) -> None:
    queue(database)
    dead = begun(database, "dead")
    assert ask(database) is None
    alive = begun(database, "alive", now=LATER)
    for late in (
        lambda: end(database, dead),
        lambda: database.write_now(note_progress, dead, 0.9, None, now=LATER, lease_s=60),
        lambda: database.write_now(release_generation, dead, due=LATER, counts=True),
    ):
        with pytest.raises(Conflict) as caught:
            late()
        assert caught.value.code == "lease_lost"
    assert (read(database).attempt, read(database).progress) == (2, 0.0)
    end(database, alive)


def test_a_renewed_lease_holds(database: Database) -> None:
    queue(database)
    database.write_now(renew_hold, begun(database), now=LATER, lease_s=60)
    assert ask(database, now=LATER) is None


def test_a_job_that_kills_its_worker_every_time_fails_honestly(database: Database) -> None:
    queue(database)
    for attempt in range(1, 3):
        job = ask(database, now=NOW + timedelta(minutes=2 * attempt), attempts=2)
        assert job is not None
        assert job.attempt == attempt
    assert ask(database, now=NOW + timedelta(minutes=9), attempts=2) is None
    job = read(database)
    assert (job.state, job.error and job.error["code"]) == ("failed", "attempts_exhausted")
    assert job.expires == NOW + timedelta(minutes=9) + KEEP


def test_a_job_given_back_in_good_order_has_lost_no_attempt(database: Database) -> None:
    queue(database)
    database.write_now(release_generation, begun(database), due=NOW, counts=False)
    assert (read(database).state, read(database).attempt) == ("queued", 0)
    job = ask(database)
    assert job is not None
    assert job.attempt == 1


def test_a_job_that_is_put_off_is_not_begun_before_its_time_and_fails_with_the_last_reason(database: Database) -> None:
    queue(database)
    reason = {"code": "model_unavailable", "detail": "it broke", "advice": ""}
    database.write_now(release_generation, begun(database), due=LATER, counts=True, error=reason)
    with database.reading() as connection:
        assert not is_any_due(connection, now=NOW)
        assert is_any_due(connection, now=LATER)
    assert ask(database) is None
    assert ask(database, now=LATER, attempts=1) is None
    assert (read(database).state, read(database).error) == ("failed", reason)


def test_a_queued_job_is_cancelled_at_once(database: Database) -> None:
    queue(database)
    job = database.write_now(cancel_generation, "A", owner="me", now=NOW, expires=NOW + KEEP)
    assert (job.state, job.finished) == ("cancelled", NOW)
    assert ask(database) is None


def test_a_running_job_is_marked_and_cancelled_even_when_its_worker_died(database: Database) -> None:
    queue(database)
    begun(database)
    job = database.write_now(cancel_generation, "A", owner="me", now=NOW, expires=NOW + KEEP)
    assert (job.state, job.cancelling) == ("running", True)
    assert ask(database, now=LATER) is None
    assert read(database).state == "cancelled"


def test_a_job_is_nobody_elses(database: Database) -> None:
    queue(database)
    with database.reading() as connection:
        with pytest.raises(NotFound):
            read_generation(connection, "A", owner="other")
        assert list_generations(connection, owner="other", limit=9) == []
    with pytest.raises(NotFound):
        database.write_now(cancel_generation, "A", owner="other", now=NOW, expires=NOW)


def test_jobs_are_listed_newest_first_behind_a_mark_and_by_state(database: Database) -> None:
    for id in ("A", "B", "C"):
        queue(database, id)
    end(database, begun(database))
    with database.reading() as connection:
        assert [job.id for job in list_generations(connection, owner="me", limit=2)] == ["C", "B"]
        assert [job.id for job in list_generations(connection, owner="me", limit=2, before="B")] == ["A"]
        assert [job.id for job in list_generations(connection, owner="me", limit=9, state="done")] == ["A"]


def test_a_key_has_a_limit_of_jobs_that_are_not_ended(database: Database) -> None:
    queue(database, "A", max_unfinished=1, api_key_id="k")
    queue(database, "B", max_unfinished=1, api_key_id="another")
    with pytest.raises(Overloaded):
        queue(database, "C", max_unfinished=1, api_key_id="k")
    end(database, begun(database))
    queue(database, "C", max_unfinished=1, api_key_id="k")


def test_jobs_that_come_together_do_not_pass_the_limit(database: Database) -> None:
    together = threading.Barrier(6)

    def one(number: int) -> bool:
        together.wait(30)
        try:
            queue(database, f"J{number}", max_unfinished=2)
        except Overloaded:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(one, range(6))) == 2


def test_only_jobs_that_have_ended_are_deleted(database: Database) -> None:
    for id in ("A", "B"):
        queue(database, id)
    end(database, begun(database))
    assert database.write_now(delete_generations, ["A", "B", "C"]) == 1
    with database.reading() as connection:
        assert list(find_generations(connection, ["A", "B", "C"])) == ["B"]


@pytest.mark.parametrize("now", [NOW, LATER], ids=["new jobs", "jobs whose workers died"])
def test_many_workers_run_every_job_once(database: Database, now: datetime) -> None:
    ids = [f"J{n}" for n in range(6)]
    for id in ids:
        queue(database, id)
        if now is LATER:
            begun(database, f"dead {id}")
    together = threading.Barrier(8)

    def worker(number: int) -> list[str]:
        together.wait(30)
        claims = (ask(database, f"{number}-{turn}", now=now) for turn in range(len(ids)))
        return [job.id for job in claims if job is not None]

    with ThreadPoolExecutor(8) as threads:
        won = [id for mine in threads.map(worker, range(8)) for id in mine]
    assert sorted(won) == ids
