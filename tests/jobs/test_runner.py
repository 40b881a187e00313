"""A slot is claimed, limited, run and recorded."""

import asyncio

from hashtagger.storage.job_runs import recent_runs
from jobs.main import scheduled
from jobs.runner import latest_slot, run_slot
from jobs.timetable import TIMETABLE, Job
from tests.jobs.conftest import NOON


def job(work, limit_s=5.0):
    return Job("count", 3600, limit_s, work)


async def one(services):
    return {"things": 1}


async def test_a_slot_runs_once(services):
    assert await run_slot(services, job(one), NOON) == {"things": 1}
    assert await run_slot(services, job(one), NOON) is None
    (run,) = await services.database.read(recent_runs, "count")
    assert (run.status, run.attempt, run.counts) == ("done", 1, {"things": 1})


async def test_processes_that_meet_at_a_slot_run_it_once(services):
    found = await asyncio.gather(*(run_slot(services, job(one), NOON) for _ in range(8)))
    assert sorted(map(bool, found)) == [False] * 7 + [True]


async def test_a_failure_is_recorded_and_the_slot_can_be_tried_again(services):
    async def fail(services):
        raise ValueError("no luck")

    assert await run_slot(services, job(fail), NOON) is None
    (run,) = await services.database.read(recent_runs, "count")
    assert (run.status, run.error) == ("failed", "ValueError: no luck")
    assert await run_slot(services, job(one), NOON) == {"things": 1}


async def test_a_run_over_its_limit_is_stopped_and_recorded(services):
    async def never(services):
        await asyncio.Event().wait()

    assert await run_slot(services, job(never, limit_s=0.05), NOON) is None
    (run,) = await services.database.read(recent_runs, "count")
    assert "longer than" in run.error


async def test_a_run_that_died_is_taken_over_after_its_lease(services):
    started = asyncio.Event()

    async def hang(services):
        started.set()
        await asyncio.Event().wait()

    dying = asyncio.create_task(run_slot(services, job(hang), NOON))
    await started.wait()
    dying.cancel()
    assert await run_slot(services, job(one), NOON) is None
    services.clock.advance(minutes=5)
    assert await run_slot(services, job(one), NOON) == {"things": 1}


def test_every_slot_belongs_to_the_same_moments_for_everybody():
    for each in TIMETABLE:
        assert latest_slot(each, NOON) <= NOON
        assert int(latest_slot(each, NOON).timestamp()) % each.every_s == each.at_s


async def test_the_scheduler_starts_and_stops_with_its_block(services):
    async with scheduled(services, [job(one)]):
        pass
    assert await services.database.read(recent_runs, "count") == []
