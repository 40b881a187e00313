"""Mails the reports that are due."""

from __future__ import annotations

import functools
from datetime import timedelta

from hashtagger.alerts.mail import Mailer
from hashtagger.orders import Order
from hashtagger.report_mails.delivery import PostRoom, deliver_reports
from hashtagger.report_mails.making import make
from hashtagger.reports.drawing import Drawer
from jobs.office import Office
from jobs.process import Counts
from ranker.reporting import desk_of

BEGIN_WITHIN = timedelta(minutes=10)
"""Nothing new is begun later; the program may take twice as long."""


async def mail_reports(office: Office, _order: Order | None = None) -> Counts:
    """What was not taken is tried by a later run, at the earliest after the pause that a failure asks for."""
    settings, clock = office.settings, office.clock
    desk = desk_of(office.database, settings, clock, Drawer())
    room = PostRoom(
        office.database,
        Mailer(settings.mail, clock),
        functools.partial(make, desk),
        clock,
        settings.generate.public_url,
    )
    return await deliver_reports(room, until=clock.now() + BEGIN_WITHIN)
