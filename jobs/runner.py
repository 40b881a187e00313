"""Runs one slot of one job: claim it, limit it, run it, record it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog

from hashtagger.bootstrap import Services
from hashtagger.errors import HashtaggerError
from hashtagger.storage.job_runs import SlotClaim, claim_slot, complete_slot, fail_slot
from jobs.timetable import Counts, Job

log = structlog.get_logger()
GRACE_S = 60.0
"""A lease outlives the limit by this, so that a run which is being stopped still holds its slot."""


async def run_slot(services: Services, job: Job, due: datetime) -> Counts | None:
    """
    Do ``job`` for the slot due at ``due``; None when another process has or had it, or when it failed.

    A failure is recorded and logged; the next attempt, or the next slot, tries again.
    """
    claim = await services.database.write(
        claim_slot, job.name, due.isoformat(), now=services.clock.now(), lease_s=job.limit_s + GRACE_S
    )
    if claim is None:
        return None
    try:
        async with asyncio.timeout(job.limit_s):
            counts = await job.work(services)
    except TimeoutError:
        await _fail(services, claim, f"it took longer than {job.limit_s:g} s")
    except Exception as error:
        log.exception("job_failed", job=job.name)
        await _fail(services, claim, f"{type(error).__name__}: {error}")
    else:
        await services.database.write(complete_slot, claim, now=services.clock.now(), counts=counts)
        log.info("job_done", job=job.name, slot=claim.slot, **counts)
        return counts
    return None


def latest_slot(job: Job, now: datetime) -> datetime:
    """
    When the newest slot of ``job`` was due.

    >>> from datetime import datetime, UTC
    >>> job = Job("purge", 3600, 60.0, None, at_s=420)
    >>> latest_slot(job, datetime(2026, 11, 20, 10, 30, tzinfo=UTC)).isoformat()
    '2026-11-20T10:07:00+00:00'
    >>> latest_slot(job, datetime(2026, 11, 20, 10, 5, tzinfo=UTC)).isoformat()
    '2026-11-20T09:07:00+00:00'
    """
    since_first = int(now.timestamp()) - job.at_s
    return datetime.fromtimestamp(since_first - since_first % job.every_s + job.at_s, UTC)


async def _fail(services: Services, claim: SlotClaim, reason: str) -> None:
    try:
        await services.database.write(fail_slot, claim, now=services.clock.now(), error=reason)
    except HashtaggerError as error:
        log.warning("job_not_recorded", job=claim.job, slot=claim.slot, error=str(error))
