"""For administrators: the timetable of jobs, and what became of their runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Query, Request

from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import AdminCaller, ServicesDep, state_of
from api.openapi import responses
from api.schemas.jobs import JobRunPageOut, JobsOut, JobStartedOut, RunState
from api.schemas.recommendations import Text
from hashtagger.errors import InvalidRequest, NotFound
from hashtagger.settings import Settings
from hashtagger.storage.job_runs import JobRun, RunPlace, list_runs, newest_runs
from jobs.runner import latest_slot
from jobs.standing import STANDING, why_standing_off
from jobs.timetable import TIMETABLE, Job, timetable

router = APIRouter(prefix="/v1", tags=["administration"])
log = structlog.get_logger()


@router.get("/jobs", operation_id="list_jobs", responses=responses())
async def list_jobs(services: ServicesDep, caller: AdminCaller) -> JobsOut:
    """Every job: how often, when next, how its last run went, and why it is off."""
    settings, now = services.settings, services.clock.now()
    runs = await services.database.read(newest_runs)
    jobs, trouble = _known_jobs(settings)
    told = {
        "scheduled_here": settings.serve.jobs,
        "trouble": trouble,
        "jobs": [_job(job, settings, runs.get(job.name), now) for job in jobs],
        "standing": [_standing(name, settings, runs, now) for name in STANDING],
    }
    return JobsOut.model_validate(told)


@router.post("/jobs/{name}/run", operation_id="run_job", status_code=202, responses=responses(404, 409, 422))
async def run_job(
    request: Request,
    name: Annotated[Text, Path(max_length=100, examples=["trends"], description="Of GET /v1/jobs.")],
    services: ServicesDep,
    caller: AdminCaller,
) -> JobStartedOut:
    """
    Run a job now, beside the timetable; it goes on when the answer is given.

    409 while a run of it is under way, so that a retry starts no second one, and for a job that is off.
    """
    known = {job.name: job for job in _known_jobs(services.settings)[0]}
    if name not in known:
        raise NotFound("no job has this name", code="unknown_job", advice="GET /v1/jobs lists all.")
    claim = await state_of(request)["by_hand"].start(known[name])
    log.info("job_run_by_hand", job=name, by=caller.owner)
    return JobStartedOut(job=claim.job, slot=claim.slot)


@router.get("/job-runs", operation_id="list_job_runs", responses=responses(422))
async def list_history(
    services: ServicesDep,
    caller: AdminCaller,
    job: Annotated[Text | None, Query(max_length=100, description="Of this job only.", examples=["trends"])] = None,
    state: Annotated[RunState | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")] = None,
) -> JobRunPageOut:
    """What became of the runs of the last 30 days, newest first; every filter narrows."""
    now, before = services.clock.now(), None if cursor is None else _place(cursor)
    found = await services.database.read(
        list_runs, now=now, limit=limit + 1, job=job, state=state, but=list(STANDING), before=before
    )
    last = found[limit - 1] if len(found) > limit else None
    following = None if last is None else cursor_of(last.started.isoformat(), last.job, last.slot)
    return JobRunPageOut.model_validate({"runs": [_run(run, now) for run in found[:limit]], "next": following})


def _known_jobs(settings: Settings) -> tuple[Sequence[Job], str | None]:
    """As the scheduler does: a wrong file of the user's own sources costs only itself."""
    try:
        return timetable(settings), None
    except InvalidRequest as error:
        return TIMETABLE, f"{error} {error.advice}".strip()


def _job(job: Job, settings: Settings, last: JobRun | None, now: datetime) -> dict[str, Any]:
    off = job.why_off(settings)
    return {
        "name": job.name,
        "every_s": job.every_s,
        "limit_s": job.limit_s,
        "next_due": None if off else latest_slot(job, now) + timedelta(seconds=job.every_s),
        "why_off": off,
        "last_run": None if last is None else _run(last, now),
    }


def _standing(name: str, settings: Settings, runs: Mapping[str, JobRun], now: datetime) -> dict[str, Any]:
    run = runs.get(name)
    running = run is not None and run.state_at(now) == "running"
    return {
        "name": name,
        "running": running,
        "since": run.started if run is not None and running else None,
        "why_off": why_standing_off(name, settings),
    }


def _run(run: JobRun, now: datetime) -> dict[str, Any]:
    state = run.state_at(now)
    until = now if state == "running" else run.finished
    return {
        "job": run.job,
        "slot": run.slot,
        "state": state,
        "attempt": run.attempt,
        "started": run.started,
        "finished": run.finished,
        "seconds": None if until is None else round(max(0.0, (until - run.started).total_seconds()), 1),
        "counts": dict(run.counts),
        "error": run.error or None,
    }


def _place(cursor: str) -> RunPlace:
    started, job, slot = read_cursor(cursor, str, str, str)
    try:
        moment = datetime.fromisoformat(started)
        if moment.tzinfo is None:
            raise ValueError
        return RunPlace(moment.astimezone(UTC), job, slot)
    except (ValueError, OverflowError):
        raise InvalidRequest("the cursor is not one of this list", code="invalid_cursor") from None
