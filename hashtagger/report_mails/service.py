"""Report mails as their owners use them: ordered, looked at, changed, tried out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.alerts.mail import Mailer
from hashtagger.alerts.service import MOST_TESTS
from hashtagger.errors import DeadlineExceeded, Overloaded
from hashtagger.ports import Clock
from hashtagger.report_mails.delivery import Make, PostRoom, send_report
from hashtagger.report_mails.rights import demand_scope
from hashtagger.report_mails.schedule import next_slot, schedule_from
from hashtagger.reports.asked import View, read_params
from hashtagger.storage.alerts import take_trials
from hashtagger.storage.database import Database
from hashtagger.storage.ids import new_id
from hashtagger.storage.report_deliveries import ReportDelivery, note_test, recent_deliveries
from hashtagger.storage.report_mails import (
    ReportMail,
    add_report_mail,
    change_report_mail,
    delete_report_mail,
    list_report_mails,
    read_report_mail,
)

MOST_REPORT_MAILS = 50
"""Of one owner."""
RECENT = 20
_HOUR = timedelta(hours=1)

AlsoWrite = Callable[[sa.Connection, ReportMail], None]


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who orders, changes or tries a report mail."""

    owner: str
    scopes: Collection[str]
    api_key_id: str | None
    """In whose name it is sent from then on (``rights``)."""


@dataclass(frozen=True, slots=True)
class ReportMails:
    """All methods raise ``NotFound`` for what is another owner's."""

    database: Database
    mailer: Mailer
    clock: Clock
    public_url: str | None = None

    async def order(
        self, wanted: Mapping[str, Any], orderer: Orderer, *, also_write: AlsoWrite | None = None
    ) -> ReportMail:
        """
        Keep an order; ``wanted`` has all fields of ``ReportMail`` that a caller chooses.

        Raises ``Conflict`` when its owner has too many, ``MissingScope`` for a view that this key may not see,
        ``InvalidRequest`` for filters that the view does not have, and where the server sends no mail.
        """
        now = self.clock.now()
        mine: dict[str, Any] = {
            "id": new_id(now),
            "created": now,
            "owner": orderer.owner,
            "api_key_id": orderer.api_key_id,
        }
        mail = _scheduled(ReportMail(**mine, **wanted, next_due=None), now)
        self._check(mail, orderer)

        def write(connection: sa.Connection) -> None:
            add_report_mail(connection, mail, most=MOST_REPORT_MAILS)
            if also_write is not None:
                also_write(connection, mail)

        await self.database.write(write)
        return mail

    async def page(self, *, owner: str, limit: int, before: str | None = None) -> list[ReportMail]:
        return await self.database.read(list_report_mails, owner=owner, limit=limit, before=before)

    async def read(self, id: str, *, owner: str) -> ReportMail:
        return await self.database.read(read_report_mail, id, owner=owner)

    async def recent(self, id: str) -> list[ReportDelivery]:
        """Its newest deliveries, newest first."""
        return await self.database.read(recent_deliveries, id, limit=RECENT)

    async def change(self, id: str, changes: Mapping[str, Any], orderer: Orderer) -> ReportMail:
        """
        Set the named fields. From now on it is sent in the name of whoever changed it. Raises as ``order`` does.

        When it is due next is only counted again where the schedule or ``enabled`` is among them.
        """
        now = self.clock.now()

        def changed(before: ReportMail) -> ReportMail:
            after = replace(before, **changes, api_key_id=orderer.api_key_id)
            self._check(after, orderer)
            return _scheduled(after, now) if changes.keys() & {"schedule", "enabled"} else after

        return await self.database.write(change_report_mail, id, changed, owner=orderer.owner)

    async def delete(self, id: str, *, owner: str) -> None:
        await self.database.write(delete_report_mail, id, owner=owner)

    async def test(self, id: str, orderer: Orderer, make: Make) -> str | None:
        """
        Send it now, whatever its schedule; None when the mail server took it, else a code.

        Raises ``Overloaded`` (code ``too_many_tests``) after ``MOST_TESTS`` in an hour, those of watchlists included,
        ``NotFound`` when it was deleted meanwhile, and ``HashtaggerError`` when the report cannot be made now.
        """
        mail, now = await self.read(id, owner=orderer.owner), self.clock.now()
        self._check(mail, orderer)
        if not await self.database.write(take_trials, mail.owner, 1, most=MOST_TESTS, since=now - _HOUR, now=now):
            raise Overloaded(
                f"{MOST_TESTS} test messages in an hour are as many as one owner may send.",
                retry_after_s=600.0,
                code="too_many_tests",
            )
        room, delivery = PostRoom(self.database, self.mailer, make, self.clock, self.public_url), new_id(now)
        try:
            error = await send_report(room, mail, delivery)
        except TimeoutError:
            raise DeadlineExceeded(
                "the report took too long to make", retry_after_s=60.0, advice="Order fewer formats, or less in each."
            ) from None
        await self.database.write(
            note_test, delivery, report_mail_id=id, owner=orderer.owner, error=error, now=self.clock.now()
        )
        return error

    def _check(self, mail: ReportMail, orderer: Orderer) -> None:
        demand_scope(orderer.scopes, mail.view)
        self.mailer.check()
        read_params(View(mail.view), mail.params)


def _scheduled(mail: ReportMail, now: datetime) -> ReportMail:
    return replace(mail, next_due=next_slot(schedule_from(mail.schedule), now) if mail.enabled else None)
