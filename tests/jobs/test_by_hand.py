"""A job runs when somebody asks for it, alone, and not longer than the program that was asked."""

import asyncio

import pytest

from hashtagger.errors import Conflict
from hashtagger.storage.job_runs import claim_slot, recent_runs
from jobs.by_hand import RunsByHand
from jobs.runner import run_slot
from jobs.timetable import Job
from tests.jobs.conftest import NOON
from tests.jobs.test_runner import is_running, job, started


async def runs_of(office, name):
    return await office.database.read(recent_runs, name)


async def ended(runs):
    await asyncio.gather(*runs._under_way)


async def test_a_run_by_hand_is_recorded_with_what_it_counted(office):
    async with RunsByHand(office) as runs:
        claim = await runs.start(job("count"))
        await ended(runs)
    [run] = await runs_of(office, "count")
    assert (run.slot, run.status, run.counts["things"]) == (claim.slot, "done", 1)
    assert claim.slot.startswith("by hand 2026-11-20T12:00")


async def test_a_job_is_not_run_twice_at_once(office):
    await office.database.write(claim_slot, "count", "scheduled", now=NOON, lease_s=60)
    async with RunsByHand(office) as runs:
        with pytest.raises(Conflict) as caught:
            await runs.start(job("count"))
        assert caught.value.code == "job_running"
        office.clock.advance(seconds=61)  # whoever ran it died
        await runs.start(job("count"))
        await ended(runs)


async def test_a_slot_of_the_timetable_waits_for_a_run_by_hand(office):
    async with RunsByHand(office) as runs:
        await runs.start(job("hang"))
        assert await run_slot(office, job("hang"), NOON) is None
    assert len(await runs_of(office, "hang")) == 1


async def test_leaving_kills_what_is_under_way_and_says_so(office):
    async with RunsByHand(office) as runs:
        await runs.start(job("hang"))
        pids = await started(office)
    assert not any(map(is_running, pids))
    [run] = await runs_of(office, "hang")
    assert (run.status, run.error) == ("failed", "it was stopped")


async def test_a_job_that_is_off_is_refused_with_why(office):
    off = Job("off", 3600, 30.0, ("tests.jobs.programs", "count"), why_off=lambda _: "nobody wants it")
    async with RunsByHand(office) as runs:
        with pytest.raises(Conflict, match="nobody wants it") as caught:
            await runs.start(off)
    assert caught.value.code == "job_off"
