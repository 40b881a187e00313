"""The scheduler: beside the API in one process by default, or alone with ``hashtagger jobs``."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from hashtagger.bootstrap import prepare_database
from hashtagger.clock import SystemClock
from hashtagger.errors import HashtaggerError, InvalidRequest
from hashtagger.settings import Settings
from jobs.office import Office
from jobs.runner import latest_slot, run_slot
from jobs.standing import standing
from jobs.timetable import TIMETABLE, Job, timetable

log = structlog.get_logger()
LOOK_S = 30
"""So often it is looked whether a slot is due, or free again after a failure or the death of another process."""
AT_ONCE = 2
"""Programs of one scheduler."""


@contextlib.asynccontextmanager
async def scheduled(office: Office, jobs: Sequence[Job] | None = None) -> AsyncIterator[None]:
    """
    Run the timetable, and what never ends, while inside; programs under way are killed at the end, their slots are free.

    Nothing of the schedule is stored: a slot is claimed in the database when it is due, so any number of processes may do
    this at once and each slot runs once. Of the slots that nobody ran while we were down, the newest is run.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    room, under_way = asyncio.Semaphore(AT_ONCE), set[asyncio.Task[Any]]()
    for job in known_jobs(office.settings) if jobs is None else jobs:
        if (why_off := job.why_off(office.settings)) is not None:
            log.info("job_off", job=job.name, why=why_off)
            continue
        scheduler.add_job(
            _look,
            IntervalTrigger(seconds=LOOK_S, timezone=UTC),
            args=(office, job, room, under_way),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=LOOK_S,
            next_run_time=datetime.now(UTC),
        )
    async with standing(office):
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)  # cancels what is under way, and does not wait for it
            await asyncio.gather(*under_way, return_exceptions=True)


async def run(settings: Settings) -> None:
    """Keep the schedule until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    clock = SystemClock()
    with await asyncio.to_thread(prepare_database, settings, clock) as database:
        async with scheduled(Office(database, settings, clock)):
            await stopped.wait()


def known_jobs(settings: Settings) -> Sequence[Job]:
    """The timetable; without the user's own sources when their file is wrong, for it costs only itself."""
    try:
        return timetable(settings)
    except InvalidRequest as error:
        log.error("custom_sources_not_used", error=str(error), advice=error.advice)
        return TIMETABLE


async def _look(office: Office, job: Job, room: asyncio.Semaphore, under_way: set[asyncio.Task[Any]]) -> None:
    task = asyncio.current_task()
    assert task is not None
    under_way.add(task)
    try:
        async with room:
            await run_slot(office, job, latest_slot(job, office.clock.now()))
    except HashtaggerError as error:
        log.warning("job_not_run", job=job.name, error=str(error))
    except asyncio.CancelledError:
        # Only our own stop cancels it, and the task ends here; passed on, the scheduler would report a crash.
        log.info("job_stopped", job=job.name)
    finally:
        under_way.discard(task)
