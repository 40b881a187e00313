"""
One of several processes that mail what is due: ``python -m tests.report_mails.courier URL PORT HOURS [made|taken]``.

Its clock stands at ``HOURS`` after the tests' own. With ``made`` it stands still when a report was made and not sent, with
``taken`` when the mail server took it and nobody noted that; whoever watches kills it there.
"""

import asyncio
import json
import sys
from datetime import timedelta

from hashtagger.alerts.mail import Mailer
from hashtagger.report_mails import delivery
from hashtagger.report_mails.delivery import PostRoom, deliver_reports
from hashtagger.report_mails.message import Made
from hashtagger.settings import MailSettings, Settings
from hashtagger.storage.database import open_database
from hashtagger.telemetry import configure_logs
from tests.alerts.conftest import StoppedClock


class Stalling(Mailer):
    """Stands still after the server took a mail."""

    async def send(self, *args, **more):
        error = await super().send(*args, **more)
        stall()
        return error


async def make(order):
    return Made((order.name,))


async def make_and_stall(order):
    stall()
    return Made((order.name,))


def stall():
    print("stalled", flush=True)
    sys.stdin.readline()


def main(url, port, hours, stalls_at=""):
    configure_logs(Settings())  # to the standard error
    clock = StoppedClock()
    clock.advance(hours=hours)
    mail = MailSettings(host="127.0.0.1", port=port, security="none", sender="trends@hashtagger.test")
    mailer = (Stalling if stalls_at == "taken" else Mailer)(mail, clock)
    if stalls_at:
        delivery.COURIERS = 1  # one report in hand when it dies
    print("ready", flush=True)
    sys.stdin.readline()
    with open_database(url, pool_size=4) as database:
        room = PostRoom(database, mailer, make_and_stall if stalls_at == "made" else make, clock)
        counts = asyncio.run(deliver_reports(room, until=clock.now() + timedelta(hours=1)))
    print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])
