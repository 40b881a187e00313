"""Runs the jobs that wait, here or left behind by a process that died, and ends each in exactly one way."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from hashtagger.errors import (
    BrokenModel,
    Conflict,
    DeadlineExceeded,
    HashtaggerError,
    ModelUnavailable,
    Overloaded,
    TryLater,
)
from hashtagger.generate.making import Stage, make
from hashtagger.generate.service import Generations
from hashtagger.generate.webhooks import Courier
from hashtagger.storage.generations import (
    EndState,
    Hold,
    StoredGeneration,
    claim_generation,
    end_generation,
    is_any_due,
    is_cancelling,
    note_progress,
    note_stages,
    release_generation,
    renew_hold,
)
from hashtagger.storage.ids import new_id
from hashtagger.telemetry import Metrics
from hashtagger.types import Deadline

log = structlog.get_logger()

LOOK_S = 1.0
"""Pause between two looks for work when nobody says that there is some."""
BEAT_S = 0.5
"""Between two looks at a job that runs: progress is written and cancelling noticed at most so late."""
COURIERS = 4
"""Webhooks under way at once: a receiver that lets us wait must not hold up all others."""
STOP_S = 5.0
"""A model that is told to stop gets this long; it does so between two steps."""


@contextlib.asynccontextmanager
async def working(worker: Worker, courier: Courier, *, concurrency: int) -> AsyncIterator[None]:
    """
    Run ``concurrency`` jobs at once, and deliver webhooks, while inside; 0: neither.

    At the end jobs under way are given back to the queue, without counting as an attempt.
    """
    loops = [worker.run(courier.deliver_one) for _ in range(COURIERS)] if concurrency else []
    loops += [worker.run(worker.work_one) for _ in range(concurrency)]
    tasks = [asyncio.create_task(loop, name="generations") for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Worker:
    """Works on the jobs of ``generations``; on the one named ``only``, if that is given."""

    def __init__(
        self, generations: Generations, metrics: Metrics, *, only: str | None = None, beat_s: float = BEAT_S
    ) -> None:
        self._generations = generations
        self._database = generations.database
        self._limits = generations.limits
        self._metrics = metrics
        self._only = only
        self._beat_s = beat_s

    async def run(self, do_one: Callable[[], Awaitable[bool]]) -> None:
        """``do_one`` as long as it finds something, else again after a while or when a job was queued here; for ever."""
        while True:
            found = False
            try:
                found = await do_one()
            except HashtaggerError as error:
                log.warning("generations_not_looked_at", error=str(error))
            except Exception:
                # A loop that ends would leave every job lying, so it goes on whatever happened.
                log.exception("generations_failed")
            if not found:
                await self._pause()

    async def work_one(self) -> bool:
        """Run one job to its end; False when none is due."""
        now = self._generations.clock.now()
        if not await self._database.read(is_any_due, now=now):
            return False
        claiming = asyncio.ensure_future(
            self._database.write(
                claim_generation,
                new_id(now),
                now=now,
                lease_s=self._limits.lease_s,
                keep=timedelta(hours=self._limits.retention_hours),
                max_attempts=self._limits.attempts,
                only=self._only,
            )
        )
        job = await self._claimed(claiming)
        if job is None or job.claim is None:
            return False
        try:
            await self._run(job, Hold(job.id, job.claim))
        except Conflict:
            log.warning("generation_lost", generation=job.id)
        return True

    async def _claimed(self, claiming: asyncio.Future[StoredGeneration | None]) -> StoredGeneration | None:
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # The claim may be written all the same; without us it would lie until its lease is over.
            with contextlib.suppress(Exception):
                job = await claiming
                if job is not None and job.claim is not None:
                    await self._give_back(Hold(job.id, job.claim))
            raise

    async def _run(self, job: StoredGeneration, hold: Hold) -> None:
        progress = _Progress()
        making = asyncio.create_task(
            make(
                job,
                hold,
                models=self._generations.models,
                files=self._generations.files,
                deadline=Deadline.after(self._limits.timeout_s),
                on_progress=progress.note,
                note_stages=partial(self._note_stages, hold),
            ),
            name=f"generation-{job.id}",
        )
        log.info("generation_begun", generation=job.id, kind=job.kind, model=job.model, attempt=job.attempt)
        try:
            cancelled = await self._attend(making, hold, progress)
        except asyncio.CancelledError:
            await _stopped(making)
            await self._give_back(hold)
            raise
        except BaseException:
            await _stopped(making)
            raise
        concluding = asyncio.ensure_future(
            self._end(job, hold, "cancelled") if cancelled else self._conclude(job, hold, making)
        )
        try:
            await asyncio.shield(concluding)
        except asyncio.CancelledError:
            await asyncio.wait({concluding})  # what was made is not thrown away because the server stops
            raise

    async def _attend(self, making: asyncio.Task[Any], hold: Hold, progress: _Progress) -> bool:
        """Until it is made, or its owner cancels it (then True). Raises ``Conflict`` when another took the job over."""
        written, renewed = 0.0, time.monotonic()
        while not making.done():
            await asyncio.wait({making}, timeout=self._beat_s)
            if making.done():
                break
            try:
                if await self._database.read(is_cancelling, hold.id):
                    await _stopped(making)
                    return True
                now, lease_s = self._generations.clock.now(), self._limits.lease_s
                if progress.share > written:
                    written, renewed = progress.share, time.monotonic()
                    left_s = progress.seconds_left()
                    await self._database.write(note_progress, hold, written, left_s, now=now, lease_s=lease_s)
                elif time.monotonic() - renewed > lease_s / 3:
                    renewed = time.monotonic()
                    await self._database.write(renew_hold, hold, now=now, lease_s=lease_s)
            except TryLater as error:
                log.warning("generation_not_noted", generation=hold.id, error=str(error))
        return False

    async def _conclude(self, job: StoredGeneration, hold: Hold, making: asyncio.Task[Any]) -> None:
        if making.cancelled():
            # The models withdrew it, not its owner.
            await self._postpone(hold, ModelUnavailable("The model stopped in the middle of it.", retry_after_s=5.0))
            return
        try:
            results = making.result()
        except Conflict:
            raise
        except DeadlineExceeded as error:
            await self._end(job, hold, "failed", error=_told(error))
        except TryLater as error:
            await self._postpone(hold, error)
        except HashtaggerError as error:
            await self._end(job, hold, "failed", error=_told(error))
        except Exception:
            log.exception("generation_broke", generation=job.id)
            await self._end(job, hold, "failed", error=_UNEXPECTED)
        else:
            await self._end(job, hold, "done", results=results)

    async def _postpone(self, hold: Hold, error: TryLater) -> None:
        # Too much to do is nobody's fault; a model that cannot be had may be this job's.
        counts = not isinstance(error, Overloaded)
        due = self._generations.clock.now() + timedelta(seconds=max(1.0, error.retry_after_s))
        await self._database.write(release_generation, hold, due=due, counts=counts, error=_told(error))
        log.info("generation_postponed", generation=hold.id, code=error.code, counts=counts)

    async def _end(
        self,
        job: StoredGeneration,
        hold: Hold,
        state: EndState,
        *,
        results: Sequence[Mapping[str, Any]] = (),
        error: Mapping[str, str] | None = None,
    ) -> None:
        now, expires = self._generations.clock.now(), self._generations.expires()
        await self._database.write(end_generation, hold, state, now=now, expires=expires, results=results, error=error)
        self._metrics.generations.labels(job.kind, state).inc()
        log.info("generation_ended", generation=job.id, state=state, code=error["code"] if error else None)
        # What it started from is not kept any longer.
        await asyncio.to_thread(self._generations.files.keep_only, job.id, [each["file"] for each in results])
        self._generations.changed.set()  # its webhook is due

    async def _note_stages(self, hold: Hold, stages: Sequence[Stage]) -> None:
        await self._database.write(note_stages, hold, stages)

    async def _give_back(self, hold: Hold) -> None:
        try:
            await self._database.write(release_generation, hold, due=self._generations.clock.now(), counts=False)
            log.info("generation_given_back", generation=hold.id)
        except Exception as error:
            # The lease runs out; nothing may stand in the way of stopping.
            log.warning("generation_not_given_back", generation=hold.id, error=str(error))

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._generations.changed.wait()
        self._generations.changed.clear()


class _Progress:
    """What a model says of its progress, from whatever thread."""

    def __init__(self) -> None:
        self.share = 0.0
        self._first: tuple[float, float] | None = None
        self._last_at = 0.0

    def note(self, share: float) -> None:
        self.share = min(1.0, max(self.share, share))
        self._last_at = time.monotonic()
        if self._first is None and self.share > 0:
            self._first = (self.share, self._last_at)

    def seconds_left(self) -> float | None:
        """At the pace since the first step, which is left out because the model may have been loaded in it."""
        if self._first is None or self.share <= self._first[0]:
            return None
        share, at = self._first
        pace = (self._last_at - at) / (self.share - share)
        return pace * (1.0 - self.share)


async def _stopped(making: asyncio.Task[Any]) -> None:
    making.cancel()
    _, pending = await asyncio.wait({making}, timeout=STOP_S)
    if pending:
        log.warning("generation_does_not_stop")
    elif not making.cancelled():
        making.exception()  # seen, so that nobody reports it as lost


def _told(error: HashtaggerError) -> dict[str, str]:
    if isinstance(error, BrokenModel):
        # As over HTTP: its message names folders, which are nobody's business but the operator's.
        log.error("broken", code=error.code, error=str(error))
        return {"code": error.code, "detail": _BROKEN, "advice": error.advice}
    return {"code": error.code, "detail": str(error), "advice": error.advice}


_BROKEN = "Something is broken on the server; the log says more."
_UNEXPECTED = {
    "code": "unexpected",
    "detail": "Something failed that should not.",
    "advice": "Ask again; if it fails again, report the generation's id to whoever runs this server.",
}
