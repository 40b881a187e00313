"""Runs each slot of each job once, whatever dies or starts twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from hashtagger.errors import Conflict
from hashtagger.storage.tables import job_runs
from hashtagger.storage.upserts import insert_new

Status = Literal["running", "done", "failed"]
State = Literal["running", "done", "failed", "lost"]
"""As it is told: ``lost`` is a run whose process died, so that its lease ran out."""
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SlotClaim:
    """The right to run one slot of a job, until the lease ends or somebody takes it over."""

    job: str
    slot: str
    attempt: int
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class JobRun:
    job: str
    slot: str
    status: Status
    attempt: int
    lease_until: datetime
    started: datetime
    finished: datetime | None
    counts: Mapping[str, Any]
    error: str

    def state_at(self, now: datetime) -> State:
        return "lost" if self.status == "running" and self.lease_until <= now else self.status


class RunPlace(NamedTuple):
    """Where a run stands in the history."""

    started: datetime
    job: str
    slot: str


def claim_slot(
    connection: sa.Connection,
    job: str,
    slot: str,
    *,
    now: datetime,
    lease_s: float,
    max_attempts: int = MAX_ATTEMPTS,
    alone: bool = False,
) -> SlotClaim | None:
    """
    The right to run ``slot`` (any text, usually the ISO time it stands for), or None when another has or had it.

    A slot that failed, or whose lease ran out, may be claimed again up to ``max_attempts`` times in all. ``alone``: None also
    while another slot of the job is under way.
    """
    if alone and _is_under_way(connection, job, but=slot, now=now):
        return None
    lease_until = now + timedelta(seconds=lease_s)
    values = {
        "status": "running",
        "lease_until": lease_until,
        "started": now,
        "finished": None,
        "counts": {},
        "error": "",
    }
    first = {"job": job, "slot": slot, "attempt": 1, **values}
    if insert_new(connection, job_runs, first):
        return SlotClaim(job, slot, 1, lease_until)
    mine = (job_runs.c.job == job, job_runs.c.slot == slot)
    # A rival that holds the row is taking it over right now: no need to wait for it.
    row = connection.execute(sa.select(job_runs).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None or not _is_free(row, now, max_attempts):
        return None
    attempt = row.attempt + 1
    connection.execute(sa.update(job_runs).where(*mine).values({**values, "attempt": attempt}))
    return SlotClaim(job, slot, attempt, lease_until)


def is_slot_free(
    connection: sa.Connection,
    job: str,
    slot: str,
    *,
    now: datetime,
    max_attempts: int = MAX_ATTEMPTS,
    pause_s: float = 0.0,
) -> bool:
    """Whether ``claim_slot`` would find it free, and it has not failed in the last ``pause_s``; costs no write."""
    mine = (job_runs.c.job == job, job_runs.c.slot == slot)
    row = connection.execute(sa.select(job_runs).where(*mine)).one_or_none()
    if row is None:
        return True
    rests = row.status == "failed" and row.finished > now - timedelta(seconds=pause_s)
    return not rests and _is_free(row, now, max_attempts)


def renew_lease(connection: sa.Connection, claim: SlotClaim, *, now: datetime, lease_s: float) -> SlotClaim:
    """The claim with a lease from ``now``. Raises ``Conflict`` (code ``lease_lost``) when another took the slot."""
    lease_until = now + timedelta(seconds=lease_s)
    _change(connection, claim, {"lease_until": lease_until})
    return SlotClaim(claim.job, claim.slot, claim.attempt, lease_until)


def complete_slot(
    connection: sa.Connection, claim: SlotClaim, *, now: datetime, counts: Mapping[str, Any] | None = None
) -> None:
    """
    Say that the slot is done; in the same transaction as its effects, they happen exactly once.

    May be said again by the same attempt. Raises ``Conflict`` (code ``lease_lost``) when another took the slot.
    """
    values = {"status": "done", "finished": now, "counts": dict(counts or {}), "error": ""}
    _change(connection, claim, values, also_when_done=True)


def fail_slot(connection: sa.Connection, claim: SlotClaim, *, now: datetime, error: str) -> None:
    """Say that the run failed; the slot is free at once. Raises ``Conflict`` as above."""
    _change(connection, claim, {"status": "failed", "finished": now, "error": error})


def recent_runs(connection: sa.Connection, job: str | None = None, *, limit: int = 20) -> list[JobRun]:
    """Of one job or of all, the newest first, by start and slot."""
    order = (job_runs.c.started.desc(), job_runs.c.slot.desc())
    query = sa.select(job_runs).order_by(*order).limit(limit)
    if job is not None:
        query = query.where(job_runs.c.job == job)
    return [JobRun(**row) for row in connection.execute(query).mappings()]


def list_runs(
    connection: sa.Connection,
    *,
    now: datetime,
    limit: int,
    job: str | None = None,
    state: State | None = None,
    but: Collection[str] = (),
    before: RunPlace | None = None,
) -> list[JobRun]:
    """At most ``limit`` runs of any job ``but`` these, newest first, that stand behind ``before``; every filter narrows."""
    t = job_runs
    query = sa.select(t).order_by(t.c.started.desc(), t.c.job.desc(), t.c.slot.desc()).limit(limit)
    if job is not None:
        query = query.where(t.c.job == job)
    if but:
        query = query.where(t.c.job.not_in(but))
    if state is not None:
        query = query.where(t.c.status == ("running" if state == "lost" else state))
    if state in ("running", "lost"):
        query = query.where(t.c.lease_until > now if state == "running" else t.c.lease_until <= now)
    if before is not None:
        at = sa.literal(before.started, t.c.started.type)
        further = sa.tuple_(t.c.job, t.c.slot) < sa.tuple_(sa.literal(before.job), sa.literal(before.slot))
        query = query.where(sa.or_(t.c.started < at, sa.and_(t.c.started == at, further)))
    return [JobRun(**row) for row in connection.execute(query).mappings()]


def newest_runs(connection: sa.Connection) -> dict[str, JobRun]:
    """The run of each job that began last."""
    t = job_runs
    last = sa.select(t.c.job, sa.func.max(t.c.started).label("started")).group_by(t.c.job).subquery()
    on = sa.and_(t.c.job == last.c.job, t.c.started == last.c.started)
    rows = connection.execute(sa.select(t).join(last, on).order_by(t.c.slot)).mappings()
    return {row["job"]: JobRun(**row) for row in rows}


def purge_runs(connection: sa.Connection, *, older_than: datetime) -> int:
    """Delete runs that began before ``older_than`` and are not under way any more; answers how many."""
    is_over = (job_runs.c.status != "running") | (job_runs.c.lease_until < older_than)
    old = (job_runs.c.started < older_than, is_over)
    return connection.execute(sa.delete(job_runs).where(*old)).rowcount


def _is_under_way(connection: sa.Connection, job: str, *, but: str, now: datetime) -> bool:
    """Locks the job until the transaction ends, so that of two who ask only one is told no."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"job:{job}"))))
    t = job_runs
    others = (t.c.job == job, t.c.slot != but, t.c.status == "running", t.c.lease_until > now)
    return connection.execute(sa.select(t.c.slot).where(*others).limit(1)).first() is not None


def _is_free(row: sa.Row[Any], now: datetime, max_attempts: int) -> bool:
    is_over = row.status == "failed" or (row.status == "running" and row.lease_until <= now)
    return bool(is_over and row.attempt < max_attempts)


def _change(
    connection: sa.Connection, claim: SlotClaim, values: Mapping[str, Any], *, also_when_done: bool = False
) -> None:
    held = (
        job_runs.c.job == claim.job,
        job_runs.c.slot == claim.slot,
        job_runs.c.attempt == claim.attempt,
        job_runs.c.status.in_(["running", "done"] if also_when_done else ["running"]),
    )
    if connection.execute(sa.update(job_runs).where(*held).values(dict(values))).rowcount != 1:
        raise Conflict(
            f"The slot '{claim.slot}' of '{claim.job}' was taken over after its lease ran out.", code="lease_lost"
        )
