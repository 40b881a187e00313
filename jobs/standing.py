"""What never ends and must not run twice: one process of all holds a lease for it, and another goes on when that one dies."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import structlog

from crawlers.plan import why_off
from crawlers.streams.bluesky import count_bluesky
from hashtagger.alerts.delivery import Ways, deliver_alerts
from hashtagger.alerts.mail import Mailer
from hashtagger.errors import HashtaggerError
from hashtagger.media.fetch import Fetcher
from hashtagger.settings import Settings
from hashtagger.storage.job_runs import SlotClaim, claim_slot, is_slot_free, renew_lease
from jobs.office import Office

Task = Callable[[Office], Awaitable[object]]

LEASE_S = 60.0
RENEW_S = 15.0
PAUSE_S = 10.0
"""Before somebody looks again whether it is free, and after a failure."""
DELIVER_EVERY_S = 10.0
_SLOT = "standing"
_ANY_NUMBER = 1 << 31

log = structlog.get_logger()


async def listen_to_bluesky(office: Office) -> None:
    if (why := why_standing_off(BLUESKY, office.settings)) is not None:
        log.info("job_off", job="bluesky", why=why)
        return
    await count_bluesky(office.database, office.settings, office.clock, stop=asyncio.Event())


async def deliver_what_is_due(office: Office) -> None:
    settings = office.settings
    async with Fetcher(settings.fetch, settings.intake) as fetcher:
        ways = Ways(fetcher, Mailer(settings.mail, office.clock), webhooks=settings.generate.webhooks)
        while True:
            await deliver_alerts(office.database, ways, office.clock)
            await asyncio.sleep(DELIVER_EVERY_S)


def why_standing_off(name: str, settings: Settings) -> str | None:
    """Why the standing job of that name does nothing with these settings; None when it does."""
    return why_off("bluesky", settings.trends) if name == BLUESKY else None


BLUESKY = "stream-bluesky"
STANDING: Mapping[str, Task] = {BLUESKY: listen_to_bluesky, "deliver-alerts": deliver_what_is_due}


@contextlib.asynccontextmanager
async def standing(office: Office, tasks: Mapping[str, Task] = STANDING) -> AsyncIterator[None]:
    """Hold or await the lease of each task while inside, and run those that we hold."""
    keeping = [asyncio.create_task(_keep(office, name, task), name=name) for name, task in tasks.items()]
    try:
        yield
    finally:
        for each in keeping:
            each.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)


async def _keep(office: Office, name: str, task: Task) -> None:
    while True:
        try:
            claim = await _claim(office, name)
            if claim is not None and await _run_held(office, claim, task):
                return
        except HashtaggerError as error:
            log.warning("standing_job_interrupted", job=name, error=str(error))
        except Exception:
            log.exception("standing_job_failed", job=name)
        await asyncio.sleep(PAUSE_S)


async def _claim(office: Office, name: str) -> SlotClaim | None:
    now = office.clock.now()
    if not await office.database.read(is_slot_free, name, _SLOT, now=now, max_attempts=_ANY_NUMBER):
        return None
    return await office.database.write(claim_slot, name, _SLOT, now=now, lease_s=LEASE_S, max_attempts=_ANY_NUMBER)


async def _run_held(office: Office, claim: SlotClaim, task: Task) -> bool:
    """Run ``task`` as long as the lease is ours; True when it ended by itself. Gives the lease back in every case."""
    running = asyncio.create_task(_awaited(task, office), name=f"{claim.job}:work")
    holding = asyncio.create_task(_hold(office, claim), name=f"{claim.job}:lease")
    try:
        await asyncio.wait({running, holding}, return_when=asyncio.FIRST_COMPLETED)
        for each in (holding, running):
            if each.done():
                each.result()
        return running.done()
    finally:
        for each in (running, holding):
            each.cancel()
        await asyncio.gather(running, holding, return_exceptions=True)
        with contextlib.suppress(HashtaggerError):
            await office.database.write(renew_lease, claim, now=office.clock.now(), lease_s=0.0)


async def _hold(office: Office, claim: SlotClaim) -> None:
    """Returns never; raises ``Conflict`` when another has it."""
    while True:
        await asyncio.sleep(RENEW_S)
        await office.database.write(renew_lease, claim, now=office.clock.now(), lease_s=LEASE_S)


async def _awaited(task: Task, office: Office) -> None:
    await task(office)
