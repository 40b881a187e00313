"""The scheduler: beside the API in one process by default, or alone with ``python -m jobs.main``."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from hashtagger.bootstrap import Services, open_services
from hashtagger.errors import HashtaggerError
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs
from jobs.runner import latest_slot, run_slot
from jobs.timetable import TIMETABLE, Job
from ranker.baseline import BaselineRanker

log = structlog.get_logger()
MISFIRE_GRACE_S = 300


@contextlib.asynccontextmanager
async def scheduled(services: Services, timetable: Sequence[Job] = TIMETABLE) -> AsyncIterator[None]:
    """
    Run ``timetable`` while inside. Nothing of the schedule is stored: a slot is claimed in the database when it is due, so
    any number of processes may do this at once and each slot runs once.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    for job in timetable:
        scheduler.add_job(
            _due,
            IntervalTrigger(seconds=job.every_s, start_date=datetime.fromtimestamp(job.at_s, UTC), timezone=UTC),
            args=(services, job),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=MISFIRE_GRACE_S,
            next_run_time=datetime.now(UTC),  # a slot that nobody ran while we were down is run at once
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def _due(services: Services, job: Job) -> None:
    try:
        await run_slot(services, job, latest_slot(job, services.clock.now()))
    except HashtaggerError as error:
        log.warning("job_not_run", job=job.name, error=str(error))


async def run(settings: Settings) -> None:
    """Run the timetable until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with open_services(settings, load_ranker=lambda _: BaselineRanker()) as services, scheduled(services):
        await stopped.wait()


if __name__ == "__main__":
    chosen = Settings()
    configure_logs(chosen)
    asyncio.run(run(chosen))
