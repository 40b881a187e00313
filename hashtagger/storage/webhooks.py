"""Which ended jobs still have to be told of, by whom now, and how it went; the deliveries are part of the jobs' rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.generations import StoredGeneration, read_generation
from hashtagger.storage.tables import generations as table


def claim_webhook(connection: sa.Connection, *, now: datetime, lease_s: float) -> StoredGeneration | None:
    """
    A job whose webhook is due, with the attempt counted; None when there is none.

    Whoever dies before ``note_webhook`` leaves it due again after ``lease_s``: it is delivered at least once.
    """
    due = sa.select(table.c.id).where(table.c.webhook_due <= now).order_by(table.c.webhook_due).limit(1)
    id = connection.execute(due.with_for_update(skip_locked=True)).scalar_one_or_none()
    if id is None:
        return None
    values = {"webhook_attempt": table.c.webhook_attempt + 1, "webhook_due": now + timedelta(seconds=lease_s)}
    connection.execute(sa.update(table).where(table.c.id == id).values(values))
    return read_generation(connection, id)


def is_any_webhook_due(connection: sa.Connection, *, now: datetime) -> bool:
    """Whether ``claim_webhook`` would find something."""
    return connection.execute(sa.select(table.c.id).where(table.c.webhook_due <= now).limit(1)).first() is not None


def note_webhook(connection: sa.Connection, id: str, attempt: int, *, delivered: bool, again: datetime | None) -> None:
    """
    How delivery number ``attempt`` went: it is over, with the secret forgotten, unless it is to be tried ``again``.

    Changes nothing when another attempt has begun since.
    """
    values: dict[str, Any] = {"webhook_due": again}
    if again is None:
        values |= {"webhook_state": "delivered" if delivered else "failed", "webhook_secret": None}
    mine = (table.c.id == id, table.c.webhook_attempt == attempt, table.c.webhook_state == "pending")
    connection.execute(sa.update(table).where(*mine).values({**values, "revision": table.c.revision + 1}))
