"""Keeps each time at which a report was due, so that one mail goes out for it, whoever dies or starts twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from hashtagger.storage.ids import new_id
from hashtagger.storage.report_mails import ReportMail, hold_report_mail, report_mail_from
from hashtagger.storage.upserts import insert_new
from hashtagger.storage.web_tables import report_deliveries as table
from hashtagger.storage.web_tables import report_mails

DeliveryState = Literal["waiting", "sent", "failed", "skipped"]
TEST = "test:"
"""Begins the slot of a mail that was sent at once."""
MISSED = "missed"
"""Why a slot was skipped: nobody kept the schedule, or a newer one came while it was tried."""
MAX_ATTEMPTS = 10
"""More than there are retries: only those that nobody could note are counted so far."""


@dataclass(frozen=True, slots=True)
class ReportDelivery:
    """One mail, sent or to be sent."""

    id: str
    """The same in every attempt."""
    report_mail_id: str
    slot: str
    """The moment at which it was due, in UTC (ISO 8601), or ``test:`` and the id."""
    state: DeliveryState
    attempt: int
    next_try: datetime | None
    error: str
    """Code of what kept the last attempt from working, or of why it was skipped."""
    created: datetime
    sent: datetime | None


@dataclass(frozen=True, slots=True)
class DueReport:
    """What one attempt sends, and the order as it is now."""

    delivery: ReportDelivery
    mail: ReportMail


def queue_newest(
    connection: sa.Connection, mail: ReportMail, slots: Sequence[datetime], *, next_due: datetime, now: datetime
) -> bool:
    """
    Of ``slots`` (all that are due, oldest first) let the last one wait for its delivery and note the others as skipped,
    with whatever still waited from before; the order is due again at ``next_due``. False, and nothing done, when another
    process did so or the order changed since ``mail`` was read.
    """
    unchanged = (report_mails.c.id == mail.id, report_mails.c.next_due == mail.next_due, report_mails.c.enabled)
    if connection.execute(sa.update(report_mails).where(*unchanged).values(next_due=next_due)).rowcount != 1:
        return False
    older = (table.c.report_mail_id == mail.id, table.c.state == "waiting")
    connection.execute(sa.update(table).where(*older).values(state="skipped", next_try=None, error=MISSED))
    for slot in slots:
        newest = slot == slots[-1]
        row = {
            "report_mail_id": mail.id,
            "slot": slot.isoformat(),
            "id": new_id(now),
            "state": "waiting" if newest else "skipped",
            "attempt": 0,
            "next_try": now if newest else None,
            "error": "" if newest else MISSED,
            "created": now,
            "sent": None,
        }
        insert_new(connection, table, row)
    return True


def note_test(
    connection: sa.Connection, id: str, *, report_mail_id: str, owner: str, error: str | None, now: datetime
) -> None:
    """
    Remember a mail that was sent at once, and how it went (``error`` None: the server took it). Raises ``NotFound`` when its
    order was deleted meanwhile.
    """
    hold_report_mail(connection, report_mail_id, owner=owner)
    row = {"report_mail_id": report_mail_id, "slot": TEST + id, "id": id, "attempt": 1, "next_try": None}
    ended = {"state": "failed", "sent": None} if error else {"state": "sent", "sent": now}
    connection.execute(sa.insert(table), [{**row, **ended, "error": error or "", "created": now}])


def recent_deliveries(connection: sa.Connection, report_mail_id: str, *, limit: int) -> list[ReportDelivery]:
    """Newest first."""
    newest = (table.c.created.desc(), table.c.slot.desc())
    query = sa.select(table).where(table.c.report_mail_id == report_mail_id).order_by(*newest).limit(limit)
    return [_delivery(row) for row in connection.execute(query)]


def is_any_delivery_due(connection: sa.Connection, *, now: datetime) -> bool:
    """Whether ``claim_delivery`` would find something; cheap, unlike a claim, which takes the write lock."""
    return connection.execute(sa.select(table.c.id).where(table.c.next_try <= now).limit(1)).first() is not None


def claim_delivery(connection: sa.Connection, *, now: datetime, lease_s: float) -> DueReport | None:
    """
    What is due longest, with the attempt counted; None when nothing is.

    Whoever dies before ``note_delivery`` leaves it due again after ``lease_s``: it is sent at least once.
    """
    # Whatever kills its sender each time must not do so for ever.
    worn_out = (table.c.next_try <= now, table.c.attempt >= MAX_ATTEMPTS)
    ended = {"state": "failed", "next_try": None, "error": "attempts_exhausted"}
    connection.execute(sa.update(table).where(*worn_out).values(ended))
    due = sa.select(table).where(table.c.next_try <= now).order_by(table.c.next_try, table.c.id).limit(1)
    row = connection.execute(due.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    mine = (table.c.report_mail_id == row.report_mail_id, table.c.slot == row.slot)
    leased = {"attempt": table.c.attempt + 1, "next_try": now + timedelta(seconds=lease_s)}
    connection.execute(sa.update(table).where(*mine).values(leased))
    claimed = connection.execute(sa.select(table).where(*mine)).one()
    order = connection.execute(sa.select(report_mails).where(report_mails.c.id == row.report_mail_id)).one()
    return DueReport(_delivery(claimed), report_mail_from(order))


def note_delivery(
    connection: sa.Connection,
    claimed: ReportDelivery,
    state: DeliveryState,
    *,
    now: datetime,
    again: datetime | None = None,
    error: str = "",
) -> None:
    """
    How an attempt went; ``waiting`` is tried ``again``.

    Changes nothing when the next attempt has begun since. What was skipped meanwhile and sent all the same was sent.
    """
    still = ("waiting", "skipped") if state == "sent" else ("waiting",)
    mine = (
        table.c.report_mail_id == claimed.report_mail_id,
        table.c.slot == claimed.slot,
        table.c.attempt == claimed.attempt,
        table.c.state.in_(still),
    )
    values = {"state": state, "next_try": again, "error": error, "sent": now if state == "sent" else None}
    connection.execute(sa.update(table).where(*mine).values(values))


def purge_deliveries(connection: sa.Connection, *, older_than: datetime) -> int:
    """Delete those that ended and are older; answers how many."""
    ended = (table.c.created < older_than, table.c.state != "waiting")
    return connection.execute(sa.delete(table).where(*ended)).rowcount


def _delivery(row: sa.Row[Any]) -> ReportDelivery:
    return ReportDelivery(
        id=row.id,
        report_mail_id=row.report_mail_id,
        slot=row.slot,
        state=row.state,
        attempt=row.attempt,
        next_try=row.next_try,
        error=row.error,
        created=row.created,
        sent=row.sent,
    )
