"""Keeps which reports are mailed: what, when, to whom, and whose order it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import Conflict, NotFound
from hashtagger.storage.web_tables import report_mails as table


@dataclass(frozen=True, slots=True)
class ReportMail:
    """One owner's order: send this view, again and again, until it is deleted."""

    id: str
    created: datetime
    owner: str
    api_key_id: str | None
    """Of the key that made or last changed it; None where no keys were needed."""
    name: str
    enabled: bool
    view: str
    params: Mapping[str, Any]
    """Filters of the view (``hashtagger.reports.views``)."""
    formats: Sequence[str]
    email: str
    language: str
    schedule: Mapping[str, Any]
    """``hashtagger.report_mails.schedule.Schedule``, as plain values."""
    next_due: datetime | None
    """None: it is off."""


Change = Callable[[ReportMail], ReportMail]


def add_report_mail(connection: sa.Connection, mail: ReportMail, *, most: int) -> None:
    """Raises ``Conflict`` (code ``too_many_report_mails``) when its owner has ``most`` already."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        key = sa.func.hashtext(f"report_mails:{mail.owner}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    count = sa.select(sa.func.count()).select_from(table).where(table.c.owner == mail.owner)
    if connection.execute(count).scalar_one() >= most:
        raise Conflict(
            f"there are {most} report mails already, which is as many as one owner may have",
            code="too_many_report_mails",
            advice="Delete one first.",
        )
    connection.execute(sa.insert(table), [_row(mail)])


def read_report_mail(connection: sa.Connection, id: str, *, owner: str) -> ReportMail:
    """Raises ``NotFound`` for an id that is not there, or is not ``owner``'s."""
    return _found(connection, sa.select(table).where(table.c.id == id, table.c.owner == owner), id)


def hold_report_mail(connection: sa.Connection, id: str, *, owner: str) -> ReportMail:
    """As ``read_report_mail``; nobody changes or deletes it until the transaction ends."""
    return _found(connection, sa.select(table).where(table.c.id == id, table.c.owner == owner).with_for_update(), id)


def list_report_mails(
    connection: sa.Connection, *, owner: str, limit: int, before: str | None = None
) -> list[ReportMail]:
    """Those of ``owner``, newest first, beginning behind ``before``."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return [report_mail_from(row) for row in connection.execute(query)]


def due_report_mails(connection: sa.Connection, *, now: datetime, limit: int) -> list[ReportMail]:
    """Of every owner, those that have a slot at ``now`` or before, the one due longest first."""
    query = sa.select(table).where(table.c.next_due <= now, table.c.enabled)
    return [
        report_mail_from(row) for row in connection.execute(query.order_by(table.c.next_due, table.c.id).limit(limit))
    ]


def change_report_mail(connection: sa.Connection, id: str, change: Change, *, owner: str) -> ReportMail:
    """
    Put what ``change`` makes of it in its place, while nobody else can. Raises ``NotFound`` as above.

    ``change`` may be called again and may raise: then nothing has changed.
    """
    after = change(hold_report_mail(connection, id, owner=owner))
    connection.execute(sa.update(table).where(table.c.id == id).values(_row(after)))
    return after


def delete_report_mail(connection: sa.Connection, id: str, *, owner: str) -> None:
    """With all its deliveries, also those not yet sent. Raises ``NotFound`` as above."""
    read_report_mail(connection, id, owner=owner)
    connection.execute(sa.delete(table).where(table.c.id == id, table.c.owner == owner))


def report_mail_from(row: sa.Row[Any]) -> ReportMail:
    return ReportMail(**{f.name: getattr(row, f.name) for f in fields(ReportMail)})


def _found(connection: sa.Connection, query: sa.Select[Any], id: str) -> ReportMail:
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"There is no report mail '{id}'.")
    return report_mail_from(row)


def _row(mail: ReportMail) -> dict[str, Any]:
    return {f.name: getattr(mail, f.name) for f in fields(mail)}
