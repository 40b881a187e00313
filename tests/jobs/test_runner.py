"""A slot is claimed, limited, run and recorded."""

import asyncio

import psutil
import pytest

from crawlers.registry import SOURCES
from hashtagger.errors import InvalidRequest
from hashtagger.settings import Settings
from hashtagger.storage.job_runs import recent_runs
from jobs.main import known_jobs, scheduled
from jobs.runner import AGAIN_S, latest_slot, run_slot
from jobs.timetable import TIMETABLE, Job, timetable
from tests.jobs.conftest import NOON


def job(name, limit_s=30.0):
    return Job(name, 3600, limit_s, ("tests.jobs.programs", name))


async def last_run(office, name):
    return (await office.database.read(recent_runs, name))[0]


def noted(office):
    """The ids of the hanging program and of what it started, once it has."""
    notes = office.settings.data_dir / "notes"
    return [int(pid) for pid in notes.read_text().split()] if notes.exists() else []


async def started(office):
    async with asyncio.timeout(60):  # it is a failure then, and nobody waits for ever
        while not noted(office):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.02)
    return noted(office)


def is_running(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def test_a_slot_runs_once_and_its_counts_are_kept(office):
    counts = await run_slot(office, job("count"), NOON)
    assert counts == {"things": 1, "attempt": 1, "due": NOON.isoformat()}
    assert await run_slot(office, job("count"), NOON) is None
    run = await last_run(office, "count")
    assert (run.status, run.attempt, run.counts) == ("done", 1, counts)


async def test_processes_that_meet_at_a_slot_run_it_once(office):
    found = await asyncio.gather(*(run_slot(office, job("count"), NOON) for _ in range(4)))
    assert sorted(map(bool, found)) == [False] * 3 + [True]


@pytest.mark.parametrize(
    ("name", "error"),
    [("fail", "no luck"), ("babble", "no JSON object"), ("die", "ended with status -6")],
)
async def test_a_failure_is_recorded_and_the_slot_can_be_tried_three_times(office, name, error):
    for attempt in (1, 2, 3):
        assert await run_slot(office, job(name), NOON) is None
        run = await last_run(office, name)
        assert (run.status, run.attempt) == ("failed", attempt)
        assert error in run.error
        await run_slot(office, job(name), NOON)
        assert (await last_run(office, name)).attempt == attempt  # it rests first
        office.clock.advance(seconds=AGAIN_S)
    await run_slot(office, job(name), NOON)
    assert (await last_run(office, name)).attempt == 3


async def test_a_program_that_says_not_now_is_not_asked_again(office):
    assert await run_slot(office, job("not-now"), NOON) == {"outcome": "paused"}
    assert (await last_run(office, "not-now")).status == "done"


async def test_a_run_over_its_limit_is_killed_with_everything_it_started(office):
    # On a busy machine a program may be over its limit before it has started anything: then it gets more time.
    for limit_s in (2.0, 10.0, 60.0):
        assert await run_slot(office, job("hang", limit_s=limit_s), NOON, slot=f"{limit_s:g} s") is None
        assert f"longer than {limit_s:g} s" in (await last_run(office, "hang")).error
        if noted(office):
            break
    assert not any(map(is_running, await started(office)))


async def test_a_run_that_is_under_way_when_we_stop_is_killed_and_its_slot_is_free(office):
    running = asyncio.create_task(run_slot(office, job("hang"), NOON))
    pids = await started(office)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not any(map(is_running, pids))
    assert (await last_run(office, "hang")).error == "it was stopped"
    office.clock.advance(seconds=AGAIN_S)
    assert await run_slot(office, Job("hang", 3600, 30.0, ("tests.jobs.programs", "count")), NOON)


async def test_stopping_the_schedule_waits_until_its_programs_are_gone_and_reports_no_crash(office, caplog):
    async with scheduled(office, [job("hang")]):
        pids = await started(office)
    assert not any(map(is_running, pids))
    assert (await last_run(office, "hang")).status == "failed"
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_schedule_leaves_out_what_is_off(office):
    off = Job("count", 3600, 30.0, ("tests.jobs.programs", "count"), why_off=lambda _: "not wanted")
    async with scheduled(office, [off, job("hang")]):
        await started(office)
    assert await office.database.read(recent_runs, "count") == []


def test_every_slot_belongs_to_the_same_moments_for_everybody():
    for each in TIMETABLE:
        assert latest_slot(each, NOON) <= NOON
        assert int(latest_slot(each, NOON).timestamp()) % each.every_s == each.at_s


def test_sources_are_crawled_as_often_as_their_rows_say():
    crawls = {each.name.removeprefix("crawl-"): each for each in TIMETABLE if each.name.startswith("crawl-")}
    assert {name: each.every_s for name, each in crawls.items()} == {
        row.name: row.every_s for row in SOURCES.values() if row.every_s
    }


def test_without_a_contact_nothing_is_crawled_and_our_own_jobs_run():
    on = {each.name for each in timetable(Settings()) if each.why_off(Settings()) is None}
    assert on == {"trends", "lifts", "purge", "ranker", "retention"}


def test_with_a_contact_the_free_sources_are_crawled():
    settings = Settings(trends={"contact": "me@example.org"})
    on = {each.name for each in timetable(settings) if each.why_off(settings) is None}
    assert on == {"trends", "lifts", "purge", "ranker", "retention", "crawl-mastodon", "crawl-wikipedia"}


async def test_a_broken_file_of_sources_costs_only_the_sources_in_it(office, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("sources:\n  - nam: x\n")
    trends = office.settings.trends.model_copy(update={"custom_sources": file})
    settings = office.settings.model_copy(update={"trends": trends})
    with pytest.raises(InvalidRequest):
        timetable(settings)
    assert {each.name for each in known_jobs(settings)} == {each.name for each in TIMETABLE}
