"""What travels over the wire for jobs: the timetable and what became of their runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire

RunState = Literal["running", "done", "failed", "lost"]

_RUN: dict[str, Any] = {
    "job": "trends",
    "slot": "2026-11-21T11:02:00+00:00",
    "state": "done",
    "attempt": 1,
    "started": "2026-11-21T11:02:07+00:00",
    "finished": "2026-11-21T11:02:31+00:00",
    "seconds": 24.1,
    "counts": {"hours": 1, "trends": 412},
    "error": None,
}
_JOB: dict[str, Any] = {
    "name": "trends",
    "every_s": 3600,
    "limit_s": 1200.0,
    "next_due": "2026-11-21T12:02:00+00:00",
    "why_off": None,
    "last_run": _RUN,
}
_STANDING: dict[str, Any] = {
    "name": "deliver-alerts",
    "running": True,
    "since": "2026-11-21T08:00:00+00:00",
    "why_off": None,
}


class JobRunOut(Wire):
    """
    One run of a job. ``slot`` is the time it was due at, or says that it was run by hand. lost: its process died.

    ``seconds``: how long it took, or has taken so far.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_RUN]})

    job: str
    slot: str
    state: RunState
    attempt: int = Field(description="From 1; a slot that failed is tried again, three times in all.")
    started: datetime
    finished: datetime | None
    seconds: float | None = Field(description="Null of a run that was lost.")
    counts: dict[str, Any] = Field(description="What it did, by kind.")
    error: str | None


class JobOut(Wire):
    """One line of the timetable. ``next_due`` is null and ``why_off`` says why of a job that does not run."""

    model_config = ConfigDict(json_schema_extra={"examples": [_JOB]})

    name: str
    every_s: int
    limit_s: float = Field(description="A run that takes longer is killed, and counts as failed.")
    next_due: datetime | None
    why_off: str | None
    last_run: JobRunOut | None


class StandingJobOut(Wire):
    """Work that never ends; one process at a time does it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_STANDING]})

    name: str
    running: bool
    since: datetime | None = Field(description="When whoever does it began; null while nobody does.")
    why_off: str | None


class JobsOut(Wire):
    """
    The timetable. ``scheduled_here``: this server keeps it; else 'hashtagger jobs' has to run beside it.

    ``trouble``: why sources of the user's own are missing from it.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"scheduled_here": True, "trouble": None, "jobs": [_JOB], "standing": [_STANDING]}]
        }
    )

    scheduled_here: bool
    trouble: str | None
    jobs: list[JobOut]
    standing: list[StandingJobOut]


class JobRunPageOut(Wire):
    """Runs, newest first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": [_RUN], "next": None}]})

    runs: list[JobRunOut]
    next: str | None


class JobStartedOut(Wire):
    """The run that began; GET /v1/job-runs tells how it goes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"job": "trends", "slot": "by hand 2026-11-21T11:40:00+00:00"}]}
    )

    job: str
    slot: str
