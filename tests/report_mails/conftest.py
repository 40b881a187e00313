"""Report mails on a database of the test, with a clock that stands still, reports from a fake, and a mail server."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest

from hashtagger.alerts.mail import Attachment, Mailer
from hashtagger.report_mails.delivery import PostRoom, deliver_reports
from hashtagger.report_mails.message import Made
from hashtagger.report_mails.service import Orderer, ReportMails
from hashtagger.settings import MailSettings
from hashtagger.storage.report_deliveries import recent_deliveries
from tests.alerts.conftest import StoppedClock, mail, post  # noqa: F401 - fixtures
from tests.trend_builders import NOW

ME = Orderer("me", {"watch"}, None)
YOU = Orderer("you", {"watch"}, None)
BOSS = Orderer("me", {"admin"}, None)
DAILY = {"every": "day", "hour": 13, "timezone": "UTC"}
"""Due in 55 minutes."""
ORDER = {
    "name": "Space",
    "enabled": True,
    "view": "trends",
    "params": {"language": "en"},
    "formats": ["pdf", "csv"],
    "email": "team@example.org",
    "language": "en",
    "schedule": DAILY,
}


class Maker:
    """Makes a small report; ``answers`` come first, one by one: a report or an exception."""

    def __init__(self):
        self.made = []
        self.answers = []

    async def __call__(self, order):
        self.made.append(order)
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer
        files = [Attachment(f"trends.{each}", f"application/{each}", each.encode()) for each in order.formats]
        return Made(("#Eclipse rises.",), files, as_of=NOW)


class House:
    def __init__(self, database, settings):
        self.clock, self.make, self.database = StoppedClock(), Maker(), database
        self.mailer = Mailer(MailSettings(**settings), self.clock)
        self.service = ReportMails(database, self.mailer, self.clock)

    async def order(self, orderer=ME, **changes):
        return await self.service.order({**ORDER, **changes}, orderer)

    async def deliver(self):
        room = PostRoom(self.database, self.mailer, self.make, self.clock)
        counts = await deliver_reports(room, until=self.clock.now() + timedelta(minutes=10))
        return {name: count for name, count in counts.items() if count}

    async def told(self, order):
        """State and error of each delivery, oldest first."""
        rows = await self.database.read(recent_deliveries, order.id, limit=99)
        return [(each.state, each.error) for each in reversed(rows)]


def opened(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


@pytest.fixture
def house(sqlite_database, mail):  # noqa: F811
    return House(sqlite_database, mail)
