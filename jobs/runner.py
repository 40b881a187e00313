"""Runs one slot of one job: claim it, limit it, run it, record it."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from hashtagger.errors import HashtaggerError
from hashtagger.orders import Order
from hashtagger.storage.job_runs import SlotClaim, claim_slot, complete_slot, fail_slot, is_slot_free
from jobs.office import Office
from jobs.process import Counts, JobFailed, run_program
from jobs.timetable import Job

log = structlog.get_logger()
AGAIN_S = 120.0
"""A slot that failed rests for this long."""
GRACE_S = 60.0
"""A lease outlives the limit by this, so that a run which is being stopped still holds its slot."""


async def run_slot(office: Office, job: Job, due: datetime, *, slot: str | None = None) -> Counts | None:
    """
    Do ``job`` for the slot due at ``due``; None when another process has or had it, or when it failed.

    A failure is recorded and logged; the slot may be tried again, three times in all. ``slot`` names a run outside the
    timetable. A slot of the timetable waits while another run of the job is under way.
    """
    name, now = slot or due.isoformat(), office.clock.now()
    # Most of the time there is nothing to do, and a look costs less than a claim.
    if not await office.database.read(is_slot_free, job.name, name, now=now, pause_s=AGAIN_S):
        return None
    claim = await office.database.write(
        claim_slot, job.name, name, now=now, lease_s=job.limit_s + GRACE_S, alone=slot is None
    )
    return None if claim is None else await run_claimed(office, job, claim, due)


async def run_claimed(office: Office, job: Job, claim: SlotClaim, due: datetime) -> Counts | None:
    """Do ``job`` for a slot that is ours; None when it failed, which is recorded and logged."""
    now = office.clock.now()
    error = "it was stopped"
    counts: Counts | None = None
    try:
        counts = await run_program(job.program, Order(claim, due, now), office.settings, limit_s=job.limit_s)
    except JobFailed as failure:
        error = str(failure)
    except Exception as failure:
        log.exception("job_failed", job=job.name)
        error = f"{type(failure).__name__}: {failure}"
    finally:
        await _record(office, claim, counts, error)
    return counts


def by_hand(now: datetime) -> str:
    """The slot of a run that somebody asked for at ``now``."""
    return f"by hand {now.isoformat()}"


def latest_slot(job: Job, now: datetime) -> datetime:
    """
    When the newest slot of ``job`` was due; older ones that nobody ran are not made up for.

    >>> from datetime import datetime, UTC
    >>> job = Job("purge", 3600, 60.0, ("jobs.child", "purge"), at_s=420)
    >>> latest_slot(job, datetime(2026, 11, 20, 10, 30, tzinfo=UTC)).isoformat()
    '2026-11-20T10:07:00+00:00'
    >>> latest_slot(job, datetime(2026, 11, 20, 10, 5, tzinfo=UTC)).isoformat()
    '2026-11-20T09:07:00+00:00'
    """
    since_first = int(now.timestamp()) - job.at_s
    return datetime.fromtimestamp(since_first - since_first % job.every_s + job.at_s, UTC)


async def _record(office: Office, claim: SlotClaim, counts: Counts | None, error: str) -> None:
    now = office.clock.now()
    try:
        if counts is None:
            await office.database.write(fail_slot, claim, now=now, error=error)
            log.warning("job_failed", job=claim.job, slot=claim.slot, error=error)
        else:
            await office.database.write(complete_slot, claim, now=now, counts=counts)
            log.info("job_done", job=claim.job, slot=claim.slot, counts=dict(counts))
    except HashtaggerError as failure:
        log.warning("job_not_recorded", job=claim.job, slot=claim.slot, error=str(failure))
