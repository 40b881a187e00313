"""Several processes mail the same reports; some are killed, one with a report in its hands and one just after it left."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections import Counter

from tests.report_mails.conftest import House, opened

ORDERS = 12
PATIENCE_S = 60


async def courier(url, post, hours, *stalls_at):
    program = ["-m", "tests.report_mails.courier", url, str(post.port), str(hours), *stalls_at]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert await process.stdout.readline() == b"ready\n"
    return process


async def test_every_report_arrives_whoever_is_killed_and_again_only_under_the_same_id(
    database, database_url, post, mail
):
    house = House(database, mail)
    monthly = {"every": "month", "day": 21, "hour": 13, "timezone": "UTC"}
    for number in range(ORDERS):
        await house.order(name=f"Report {number}", schedule=monthly, formats=["csv"])
    house.clock.advance(hours=1)
    roles = [(1, "made"), (1, "taken"), (1,)]
    everybody = await asyncio.gather(*(courier(database_url, post, *role) for role in roles))
    *victims, other = everybody
    try:
        async with asyncio.timeout(PATIENCE_S):
            for victim in victims:  # each is let go, holds something and dies of it
                victim.stdin.write(b"go\n")
                assert await victim.stdout.readline() == b"stalled\n"
                victim.send_signal(signal.SIGKILL)
                await victim.wait()
            other.stdin.write(b"go\n")  # and races with us
            ours, theirs = await asyncio.gather(house.deliver(), other.stdout.readline())
    finally:
        for each in everybody:
            with contextlib.suppress(ProcessLookupError):
                each.kill()
            await each.communicate()
    assert ours.get("sent", 0) + json.loads(theirs)["sent"] == ORDERS - len(victims)
    house.clock.advance(hours=1)
    assert await house.deliver() == {"sent": len(victims)}
    mails = [opened(envelope) for envelope in post.mails]
    by_name = Counter(each["Subject"].partition(":")[0] for each in mails)
    by_id = Counter(each["Message-ID"] for each in mails)
    assert sorted(by_name) == sorted(f"Report {number}" for number in range(ORDERS))
    assert len(by_id) == ORDERS
    assert sorted(by_name.values()) == sorted(by_id.values()) == [1] * (ORDERS - 1) + [2]
