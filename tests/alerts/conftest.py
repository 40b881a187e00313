"""Alerts on a database of the test, with a clock that stands still, a receiver of webhooks and a mail server."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
from aiosmtpd.smtp import SMTP

from hashtagger.alerts.delivery import Ways, deliver_alerts
from hashtagger.alerts.evaluate import evaluate_watchlists
from hashtagger.alerts.mail import Mailer
from hashtagger.alerts.service import Alerts
from hashtagger.media.fetch import Fetcher
from hashtagger.settings import FetchSettings, IntakeSettings, MailSettings
from hashtagger.storage.alerts import recent_alerts
from hashtagger.storage.ids import new_id
from hashtagger.storage.watchlists import Watchlist
from tests.trend_builders import HOUR, NOW

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
URL = "http://hook.test/here"


class StoppedClock:
    def __init__(self):
        self.moment = NOW

    def now(self):
        return self.moment

    def advance(self, **by):
        self.moment += timedelta(**by)


class Receiver(httpx.AsyncBaseTransport):
    """Keeps what it gets and answers with the next status; the last one for ever."""

    def __init__(self, *statuses):
        self.statuses = list(statuses) or [204]
        self.requests = []

    async def handle_async_request(self, request):
        self.requests.append(request)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(status)


class Post:
    """A mail server on loopback; ``answer`` is what it says to a recipient, ``verdict`` what it says to a mail."""

    def __init__(self):
        self.mails = []
        self.answer = self.verdict = "250 OK"
        self.server = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        if self.verdict.startswith("250"):
            self.mails.append(envelope)
        return self.verdict

    @property
    def port(self):
        return self.server.sockets[0].getsockname()[1]


@dataclass
class House:
    alerts: Alerts
    clock: StoppedClock
    receiver: Receiver
    database: object
    ids: list = field(default_factory=list)

    async def watch(self, *rules, **changes):
        values = {
            "id": new_id(NOW),
            "created": NOW,
            "owner": "me",
            "name": "Space",
            "enabled": True,
            "tags": [],
            "filters": {},
            "rules": [{"kind": kind, "value": value} for kind, value in rules or [("z_above", 4)]],
            "webhook_url": URL,
            "webhook_secret": SECRET,
        }
        watchlist = Watchlist(**{**values, **changes})
        await self.alerts.create(watchlist)
        return watchlist

    async def evaluate(self, hour=HOUR):
        return (await evaluate_watchlists(self.database, hour, now=self.clock.now(), floor=10))["alerts"]

    async def deliver(self):
        return await deliver_alerts(self.database, self.alerts.ways, self.clock)

    async def queued(self, watchlist):
        return await self.database.read(recent_alerts, watchlist.id, limit=100)


def a_house(database, *statuses, mail=None, address="93.184.216.34", webhooks=True):
    async def resolve(host, port):
        return [address]

    clock, receiver = StoppedClock(), Receiver(*statuses)
    fetcher = Fetcher(FetchSettings(), IntakeSettings(), resolve=resolve, transport=receiver)
    ways = Ways(fetcher, Mailer(MailSettings(**(mail or {})), clock), webhooks=webhooks)
    return House(Alerts(database, ways, clock), clock, receiver, database)


@pytest.fixture
def house(sqlite_database):
    return a_house(sqlite_database)


@pytest.fixture
async def post():
    post = Post()
    loop = asyncio.get_running_loop()
    post.server = await loop.create_server(lambda: SMTP(post, loop=loop, data_size_limit=None), "127.0.0.1", 0)
    async with post.server:
        yield post


@pytest.fixture
def mail(post):
    """Settings that lead to ``post``."""
    return {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": "trends@hashtagger.test"}
