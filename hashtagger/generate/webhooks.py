"""
Tells whoever asked that a job has ended, by a signed webhook (``hashtagger.webhooks``).

Deliveries are rows too: one that was due when the process died is made by the next one.
"""

from __future__ import annotations

import orjson
import structlog

from hashtagger.generate.answer import as_answer
from hashtagger.generate.links import Links
from hashtagger.media.fetch import Fetcher
from hashtagger.ports import Clock
from hashtagger.storage.database import Database
from hashtagger.storage.generations import StoredGeneration
from hashtagger.storage.webhooks import claim_webhook, is_any_webhook_due, note_webhook
from hashtagger.webhooks import LEASE_S, Posted, Webhook, next_try, post_signed

log = structlog.get_logger()


class Courier:
    """Delivers what is due, one message a call; several calls may be under way at once."""

    def __init__(self, database: Database, fetcher: Fetcher, links: Links, clock: Clock) -> None:
        self._database = database
        self._fetcher = fetcher
        self._links = links
        self._clock = clock

    async def deliver_one(self) -> bool:
        """Try one message that is due; False when none was."""
        now = self._clock.now()
        if not await self._database.read(is_any_webhook_due, now=now):
            return False
        job = await self._database.write(claim_webhook, now=now, lease_s=LEASE_S)
        if job is None:
            return False
        posted = await self._post(job)
        again = None if posted.final else next_try(job.webhook_attempt, self._clock.now())
        await self._database.write(note_webhook, job.id, job.webhook_attempt, delivered=posted.delivered, again=again)
        return True

    async def _post(self, job: StoredGeneration) -> Posted:
        assert job.webhook_url is not None
        assert job.webhook_secret is not None
        webhook = Webhook(job.webhook_url, job.webhook_secret)
        body = orjson.dumps(message(job, self._links))
        posted = await post_signed(self._fetcher, webhook, body, message_id=f"msg_{job.id}", now=self._clock.now())
        log.info(
            "webhook_sent" if posted.delivered else "webhook_failed",
            generation=job.id,
            attempt=job.webhook_attempt,
            status=posted.status,
            code=posted.error,
        )
        return posted


def message(job: StoredGeneration, links: Links) -> dict[str, object]:
    """What is delivered: the kind of event, when it happened, and the job as GET answers it."""
    assert job.finished is not None
    return {
        "type": f"generation.{job.state}",
        "timestamp": job.finished.isoformat(),
        "data": as_answer(job, links),
    }
