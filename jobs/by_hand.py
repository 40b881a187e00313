"""Runs jobs when somebody asks for it, beside the timetable; each one alone."""

from __future__ import annotations

import asyncio
from typing import Any

from hashtagger.errors import Conflict
from hashtagger.storage.job_runs import SlotClaim, claim_slot
from jobs.office import Office
from jobs.runner import GRACE_S, by_hand, run_claimed
from jobs.timetable import Job


class RunsByHand:
    """``async with RunsByHand(office) as runs``: programs under way are killed at the end, and recorded as stopped."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._under_way: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> RunsByHand:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def start(self, job: Job) -> SlotClaim:
        """
        Begin a run of ``job`` and return; how it goes is told by ``job_runs``.

        Raises ``Conflict``: ``job_off``, or ``job_running`` while a run of it, by hand or not, is under way anywhere.
        """
        office, now = self._office, self._office.clock.now()
        if (why := job.why_off(office.settings)) is not None:
            raise Conflict(f"the job {job.name} is off: {why}", code="job_off")
        lease_s = job.limit_s + GRACE_S
        claim = await office.database.write(claim_slot, job.name, by_hand(now), now=now, lease_s=lease_s, alone=True)
        if claim is None:
            raise Conflict(
                f"a run of {job.name} is under way",
                code="job_running",
                advice="GET /v1/job-runs?state=running tells since when; ask again when it has ended.",
            )
        task = asyncio.create_task(run_claimed(office, job, claim, now), name=f"by-hand:{job.name}")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return claim
