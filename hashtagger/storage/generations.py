"""
Generation jobs as rows: each is run once at a time, whatever dies, and ends in exactly one way.

queued → running → done | failed | cancelled; running → queued when its process stops in good order or a model is busy.
``due`` says when a row may be claimed: a queued one when its pause is over, a running one when its lease is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from hashtagger.errors import Conflict, NotFound, Overloaded
from hashtagger.storage.tables import generations as table
from hashtagger.storage.upserts import batched

State = Literal["queued", "running", "done", "failed", "cancelled"]
EndState = Literal["done", "failed", "cancelled"]
ENDED: frozenset[str] = frozenset({"done", "failed", "cancelled"})

_UNFINISHED = table.c.state.in_(("queued", "running"))
_BUSY_RETRY_S = 10.0


@dataclass(frozen=True, slots=True)
class StoredGeneration:
    """One job; the mappings and sequences hold what JSON can."""

    id: str
    """From ``new_id``."""
    created: datetime
    owner: str
    kind: str
    model: str
    due: datetime
    request: Mapping[str, Any]
    api_key_id: str | None = None
    state: State = "queued"
    image: Mapping[str, Any] | None = None
    stages: Sequence[Mapping[str, Any]] = ()
    results: Sequence[Mapping[str, Any]] = ()
    error: Mapping[str, str] | None = None
    progress: float = 0.0
    """0..1"""
    seconds_left: float | None = None
    revision: int = 1
    """Grows with every change that a caller can see."""
    attempt: int = 0
    claim: str | None = None
    cancelling: bool = False
    started: datetime | None = None
    finished: datetime | None = None
    expires: datetime | None = None
    webhook_url: str | None = None
    webhook_secret: str | None = None
    webhook_state: Literal["pending", "delivered", "failed"] | None = None
    webhook_attempt: int = 0
    webhook_due: datetime | None = None

    @property
    def ended(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Hold:
    """The right to run a job, until the lease ends or somebody takes it over."""

    id: str
    claim: str


def add_generation(connection: sa.Connection, generation: StoredGeneration, *, max_unfinished: int) -> None:
    """
    Queue a job. Raises ``Overloaded`` (code ``too_many_jobs``) when its key, or without one its owner, has
    ``max_unfinished`` that wait or run.
    """
    by_key = generation.api_key_id is not None
    column, value = (table.c.api_key_id, generation.api_key_id) if by_key else (table.c.owner, generation.owner)
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"generations:{value}"))))
    count = sa.select(sa.func.count()).where(column == value, _UNFINISHED)
    if connection.execute(count).scalar_one() >= max_unfinished:
        raise Overloaded(
            f"{max_unfinished} jobs of this key wait or run, which is as many as it may have.",
            retry_after_s=_BUSY_RETRY_S,
            code="too_many_jobs",
            advice="Wait until one has ended, or cancel one.",
        )
    connection.execute(sa.insert(table), [{f.name: getattr(generation, f.name) for f in fields(generation)}])


def read_generation(connection: sa.Connection, id: str, *, owner: str | None = None) -> StoredGeneration:
    """Raises ``NotFound`` for an id that is not there, or is not ``owner``'s (None: whoever's it is)."""
    return _generation(_row(connection, sa.select(table), id, owner))


def revision_of(connection: sa.Connection, id: str) -> int:
    """Of a job as it is now. Raises ``NotFound``."""
    return int(_row(connection, sa.select(table.c.revision), id, None).revision)


def list_generations(
    connection: sa.Connection, *, owner: str, limit: int, before: str | None = None, state: str | None = None
) -> list[StoredGeneration]:
    """Jobs of ``owner``, newest first, beginning behind ``before``; of one state where it is given."""
    query = sa.select(table).where(table.c.owner == owner)
    if before is not None:
        query = query.where(table.c.id < before)
    if state is not None:
        query = query.where(table.c.state == state)
    return [_generation(row) for row in connection.execute(query.order_by(table.c.id.desc()).limit(limit))]


def is_any_due(connection: sa.Connection, *, now: datetime) -> bool:
    """Whether a claim would find something; cheap, unlike a claim, which takes the write lock."""
    return connection.execute(sa.select(table.c.id).where(_UNFINISHED, table.c.due <= now).limit(1)).first() is not None


def claim_generation(
    connection: sa.Connection,
    claim: str,
    *,
    now: datetime,
    lease_s: float,
    keep: timedelta,
    max_attempts: int,
    only: str | None = None,
) -> StoredGeneration | None:
    """
    A job that may be begun (or the one named by ``only``), now held by ``claim``; None when there is none.

    Owners take turns, the one first whose last job was begun longest ago, so that a queue of one is not a wait for all;
    of one owner the oldest comes first.

    A job whose process died is begun again, or ended: cancelled when that was asked for meanwhile, failed (code
    ``attempts_exhausted``) when this was its last attempt.
    """
    others = table.alias()
    last_begun = sa.select(sa.func.max(others.c.started)).where(others.c.owner == table.c.owner).scalar_subquery()
    turn = (last_begun.is_not(None), last_begun, table.c.id)  # nobody's NULL sorts alike on both databases
    query = sa.select(table).where(_UNFINISHED, table.c.due <= now).order_by(*turn).limit(1)
    if only is not None:
        query = query.where(table.c.id == only)
    # A row that a rival has locked is being claimed right now: no need to wait for it.
    while (row := connection.execute(query.with_for_update(skip_locked=True, of=table)).one_or_none()) is not None:
        if row.cancelling:
            _change(connection, row.id, _ending("cancelled", now, now + keep))
        elif row.attempt >= max_attempts:
            _change(connection, row.id, _ending("failed", now, now + keep, error=row.error or _exhausted(row.attempt)))
        else:
            lease_until = now + timedelta(seconds=lease_s)
            begun = {"state": "running", "claim": claim, "attempt": row.attempt + 1, "due": lease_until, "error": None}
            _change(connection, row.id, {**begun, "started": row.started or now, "progress": 0.0, "seconds_left": None})
            return read_generation(connection, row.id)
    return None


def renew_hold(connection: sa.Connection, hold: Hold, *, now: datetime, lease_s: float) -> None:
    """Extend the lease. Raises ``Conflict`` (code ``lease_lost``) when another took the job, or it is gone."""
    _change_held(connection, hold, {"due": now + timedelta(seconds=lease_s)})


def note_progress(
    connection: sa.Connection, hold: Hold, progress: float, seconds_left: float | None, *, now: datetime, lease_s: float
) -> None:
    """Share that is done, 0..1, and an estimate of the rest; extends the lease. Raises ``Conflict`` as above."""
    due = now + timedelta(seconds=lease_s)
    _change_held(connection, hold, _seen({"progress": progress, "seconds_left": seconds_left, "due": due}))


def note_stages(connection: sa.Connection, hold: Hold, stages: Sequence[Mapping[str, Any]]) -> None:
    """What the steps so far have given. Raises ``Conflict`` as above."""
    _change_held(connection, hold, _seen({"stages": list(stages)}))


def is_cancelling(connection: sa.Connection, id: str) -> bool:
    """Whether its owner wants it stopped; also when it is gone."""
    row = connection.execute(sa.select(table.c.cancelling).where(table.c.id == id)).one_or_none()
    return row is None or bool(row.cancelling)


def end_generation(
    connection: sa.Connection,
    hold: Hold,
    state: EndState,
    *,
    now: datetime,
    expires: datetime,
    results: Sequence[Mapping[str, Any]] = (),
    error: Mapping[str, str] | None = None,
) -> None:
    """The one end of a job; its webhook becomes due. Raises ``Conflict`` as above, and then nothing has changed."""
    _change_held(connection, hold, _seen(_ending(state, now, expires, results=results, error=error)))


def release_generation(
    connection: sa.Connection, hold: Hold, *, due: datetime, counts: bool, error: Mapping[str, str] | None = None
) -> None:
    """
    Back into the queue, not to be begun before ``due``. ``counts``: this was one of its attempts.

    ``error`` becomes the reason for the failure if there is no further attempt. Raises ``Conflict`` as above.
    """
    spent = {} if counts else {"attempt": table.c.attempt - 1}
    values = {"state": "queued", "claim": None, "due": due, "progress": 0.0, "seconds_left": None, "error": error}
    _change_held(connection, hold, _seen({**values, **spent}))


def cancel_generation(
    connection: sa.Connection, id: str, *, owner: str, now: datetime, expires: datetime
) -> StoredGeneration:
    """
    A queued job ends at once, a running one is marked for its worker to stop, an ended one stays as it is.

    Raises ``NotFound`` as reading does.
    """
    row = _row(connection, sa.select(table).with_for_update(), id, owner)
    if row.state == "queued":
        _change(connection, id, _ending("cancelled", now, expires))
    elif row.state == "running" and not row.cancelling:
        _change(connection, id, {"cancelling": True})
    return read_generation(connection, id)


def expired_generations(connection: sa.Connection, *, now: datetime, limit: int) -> list[str]:
    """Ids of at most ``limit`` jobs whose time is over, the oldest first."""
    over = sa.select(table.c.id).where(table.c.expires <= now)
    return list(connection.scalars(over.order_by(table.c.expires, table.c.id).limit(limit)))


def delete_generations(connection: sa.Connection, ids: Sequence[str]) -> int:
    """Delete jobs that have ended; answers how many."""
    deleted = 0
    for batch in batched(ids):
        ended = (table.c.id.in_(batch), table.c.state.in_(sorted(ENDED)))
        deleted += connection.execute(sa.delete(table).where(*ended)).rowcount
    return deleted


def find_generations(connection: sa.Connection, ids: Sequence[str]) -> dict[str, StoredGeneration]:
    """Those of ``ids`` that are jobs."""
    found: dict[str, StoredGeneration] = {}
    for batch in batched(ids):
        rows = connection.execute(sa.select(table).where(table.c.id.in_(batch)))
        found |= {row.id: _generation(row) for row in rows}
    return found


def _row(connection: sa.Connection, query: sa.Select[Any], id: str, owner: str | None) -> sa.Row[Any]:
    query = query.where(table.c.id == id)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"There is no generation '{id}'.")
    return row


def _generation(row: sa.Row[Any]) -> StoredGeneration:
    return StoredGeneration(**row._mapping)


def _seen(values: Mapping[str, Any]) -> dict[str, Any]:
    """With the revision that tells listeners of a change."""
    return {**values, "revision": table.c.revision + 1}


def _ending(
    state: EndState,
    now: datetime,
    expires: datetime,
    *,
    results: Sequence[Mapping[str, Any]] = (),
    error: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    has_webhook = table.c.webhook_url.is_not(None)
    return {
        "state": state,
        "claim": None,
        "due": now,
        "finished": now,
        "expires": expires,
        "results": list(results),
        "error": None if error is None else dict(error),
        "seconds_left": None,
        **({"progress": 1.0} if state == "done" else {}),
        "webhook_due": sa.case((has_webhook, sa.literal(now, table.c.webhook_due.type)), else_=None),
        "webhook_state": sa.case((has_webhook, "pending"), else_=None),
    }


def _exhausted(attempts: int) -> dict[str, str]:
    return {
        "code": "attempts_exhausted",
        "detail": f"The server stopped in the middle of it {attempts} times.",
        "advice": "Ask for something smaller, or report it to whoever runs this server.",
    }


def _change(connection: sa.Connection, id: str, values: Mapping[str, Any]) -> None:
    connection.execute(sa.update(table).where(table.c.id == id).values(_seen(values)))


def _change_held(connection: sa.Connection, hold: Hold, values: Mapping[str, Any]) -> None:
    held = (table.c.id == hold.id, table.c.claim == hold.claim, table.c.state == "running")
    if connection.execute(sa.update(table).where(*held).values(dict(values))).rowcount != 1:
        raise Conflict(f"The generation '{hold.id}' was taken over, or is gone.", code="lease_lost")
