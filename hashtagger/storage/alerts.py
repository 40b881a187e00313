"""
Keeps messages to people who watch trends, until they are delivered, and so that none is told twice.

``once`` of an alert is what it tells and the hour in which that began, separated by the last ':'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from hashtagger.storage.meta import write_meta
from hashtagger.storage.tables import meta
from hashtagger.storage.trend_tables import alerts as table
from hashtagger.storage.trend_tables import watchlists
from hashtagger.storage.upserts import insert_new

Way = Literal["webhook", "email"]
AlertState = Literal["pending", "delivered", "failed"]
MOST_IN_ONE_MAIL = 50
_BEHIND_COLON = ";"


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """One message to one place."""

    id: str
    watchlist_id: str
    once: str
    way: Way
    message: Mapping[str, Any]
    state: AlertState
    attempt: int
    created: datetime
    due: datetime | None
    error: str
    """Code of what kept the last attempt from working."""


@dataclass(frozen=True, slots=True)
class DueAlerts:
    """What one attempt delivers: one message for a webhook, one mail of a watchlist's messages; and where to."""

    alerts: tuple[StoredAlert, ...]
    watchlist_name: str
    webhook_url: str | None
    webhook_secret: str | None
    email: str | None


def add_alert(
    connection: sa.Connection,
    id: str,
    *,
    watchlist_id: str,
    told: str,
    hour: int,
    way: Way,
    message: Mapping[str, Any],
    now: datetime,
    quiet_h: int,
) -> bool:
    """
    Queue a message that ``told`` began in ``hour``, unless the same was told of any of the ``quiet_h`` hours before, or
    after; was it queued?
    """
    said = connection.scalars(
        sa.select(table.c.once).where(table.c.once > f"{told}:", table.c.once < f"{told}{_BEHIND_COLON}")
    )
    for once in said:
        same, _, began = once.rpartition(":")
        if same == told and hour - int(began) < quiet_h:
            return False
    row = {
        "id": id,
        "watchlist_id": watchlist_id,
        "once": f"{told}:{hour}",
        "way": way,
        "message": dict(message),
        "state": "pending",
        "attempt": 0,
        "created": now,
        "due": now,
        "error": "",
    }
    return insert_new(connection, table, row, unique=table.c.once)


def note_trial(
    connection: sa.Connection,
    id: str,
    *,
    watchlist_id: str,
    way: Way,
    message: Mapping[str, Any],
    error: str | None,
    now: datetime,
) -> None:
    """Remember a test message that was sent at once, and how it went (``error`` None: delivered)."""
    row = {"id": id, "watchlist_id": watchlist_id, "once": f"test:{id}", "way": way, "message": dict(message)}
    state = "delivered" if error is None else "failed"
    values = {**row, "state": state, "attempt": 1, "created": now, "due": None, "error": error or ""}
    connection.execute(sa.insert(table), [values])


def take_trials(
    connection: sa.Connection, owner: str, count: int, *, most: int, since: datetime, now: datetime
) -> bool:
    """
    Whether ``owner`` may send ``count`` test messages more after ``since``, of ``most``; if so they are counted as sent.

    Counted by owner and not by watchlist: whoever deletes one must not be able to test the next.
    """
    key = f"alert_tests:{owner}"
    insert_new(connection, meta, {"key": key, "value": ""})
    mine = sa.select(meta.c.value).where(meta.c.key == key).with_for_update()
    seconds = connection.execute(mine).scalar_one().split()
    sent = [second for second in seconds if int(second) >= since.timestamp()]
    if len(sent) + count > most:
        return False
    write_meta(connection, key, " ".join([*sent, *[str(int(now.timestamp()))] * count]))
    return True


def recent_alerts(connection: sa.Connection, watchlist_id: str, *, limit: int) -> list[StoredAlert]:
    """The newest messages of a watchlist, newest first."""
    query = sa.select(table).where(table.c.watchlist_id == watchlist_id).order_by(table.c.id.desc()).limit(limit)
    return [_alert(row) for row in connection.execute(query)]


def is_any_alert_due(connection: sa.Connection, *, now: datetime) -> bool:
    """Whether ``claim_alerts`` would find something; cheap, unlike a claim, which takes the write lock."""
    return connection.execute(sa.select(table.c.id).where(table.c.due <= now).limit(1)).first() is not None


MAX_ATTEMPTS = 10
"""More than there are retries: only those that nobody could note are counted so far."""


def claim_alerts(connection: sa.Connection, *, now: datetime, lease_s: float) -> DueAlerts | None:
    """
    What is due longest, with the attempt counted; None when nothing is. Mails of one watchlist are claimed together.

    Whoever dies before ``note_alerts`` leaves them due again after ``lease_s``: they are delivered at least once.
    """
    # Whatever kills its courier each time must not do so for ever.
    worn_out = (table.c.due <= now, table.c.attempt >= MAX_ATTEMPTS)
    ended = {"state": "failed", "due": None, "error": "attempts_exhausted"}
    connection.execute(sa.update(table).where(*worn_out).values(ended))
    due = sa.select(table).where(table.c.due <= now).order_by(table.c.due, table.c.id)
    first = connection.execute(due.limit(1).with_for_update(skip_locked=True)).one_or_none()
    if first is None:
        return None
    ids = [first.id]
    if first.way == "email":
        alike = due.where(table.c.watchlist_id == first.watchlist_id, table.c.way == first.way)
        rows = connection.execute(alike.limit(MOST_IN_ONE_MAIL).with_for_update(skip_locked=True))
        ids = [row.id for row in rows]
    claimed = {"attempt": table.c.attempt + 1, "due": now + timedelta(seconds=lease_s)}
    connection.execute(sa.update(table).where(table.c.id.in_(ids)).values(claimed))
    found = connection.execute(sa.select(table).where(table.c.id.in_(ids)).order_by(table.c.id))
    place = connection.execute(sa.select(watchlists).where(watchlists.c.id == first.watchlist_id)).one()
    return DueAlerts(
        tuple(_alert(row) for row in found), place.name, place.webhook_url, place.webhook_secret, place.email
    )


def note_alerts(
    connection: sa.Connection,
    claimed: Iterable[StoredAlert],
    *,
    delivered: bool,
    again: datetime | None = None,
    error: str = "",
) -> None:
    """
    How an attempt went: it is over, unless it is to be tried ``again``.

    Changes nothing of an alert whose next attempt has begun since.
    """
    values: dict[str, Any] = {"due": again, "error": error}
    if again is None:
        values["state"] = "delivered" if delivered else "failed"
    for alert in claimed:
        mine = (table.c.id == alert.id, table.c.attempt == alert.attempt, table.c.state == "pending")
        connection.execute(sa.update(table).where(*mine).values(values))


def purge_alerts(connection: sa.Connection, *, older_than: datetime) -> int:
    """Delete messages that ended and are older; answers how many. Keep them longer than the quiet time."""
    ended = (table.c.created < older_than, table.c.state != "pending")
    return connection.execute(sa.delete(table).where(*ended)).rowcount


def _alert(row: sa.Row[Any]) -> StoredAlert:
    return StoredAlert(
        id=row.id,
        watchlist_id=row.watchlist_id,
        once=row.once,
        way=row.way,
        message=row.message,
        state=row.state,
        attempt=row.attempt,
        created=row.created,
        due=row.due,
        error=row.error,
    )
