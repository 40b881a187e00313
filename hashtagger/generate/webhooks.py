"""
Tells whoever asked that a job has ended, signed as Standard Webhooks says (https://www.standardwebhooks.com, version 1).

Deliveries are rows too: one that was due when the process died is made by the next one. At least once, so a receiver
recognises a repetition by ``webhook-id``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
import structlog

from hashtagger.errors import HashtaggerError, InvalidRequest
from hashtagger.generate.answer import as_answer
from hashtagger.generate.links import Links
from hashtagger.media.fetch import Fetcher
from hashtagger.ports import Clock
from hashtagger.storage.database import Database
from hashtagger.storage.generations import StoredGeneration
from hashtagger.storage.webhooks import claim_webhook, is_any_webhook_due, note_webhook
from hashtagger.types import Deadline

log = structlog.get_logger()

RETRIES_S = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0)
"""Pauses after each failed delivery; then it is given up."""
TIMEOUT_S = 15.0
LEASE_S = 60.0
_MARK = "whsec_"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell that a job has ended, and the secret shared with whoever listens there."""

    url: str
    secret: str
    """``whsec_`` and base64 of 24 to 64 random bytes."""

    def __post_init__(self) -> None:
        secret_bytes(self.secret)


def secret_bytes(secret: str) -> bytes:
    """The key in a ``whsec_`` secret. Raises ``InvalidRequest`` (code ``invalid_webhook_secret``) that does not repeat it."""
    try:
        key = base64.b64decode(secret.removeprefix(_MARK), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_MARK) or not 24 <= len(key) <= 64:
        raise InvalidRequest(
            f"the webhook secret is not '{_MARK}' and base64 of 24 to 64 bytes",
            code="invalid_webhook_secret",
            advice=f"Make one: echo {_MARK}$(openssl rand -base64 32)",
        )
    return key


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The ``webhook-signature`` of a message: version 1, HMAC-SHA256 over id, second and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret_bytes(secret), signed, hashlib.sha256)).decode()


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
        delivered, final = await self._post(job)
        again = None if final else _next(job.webhook_attempt, self._clock.now())
        await self._database.write(note_webhook, job.id, job.webhook_attempt, delivered=delivered, again=again)
        return True

    async def _post(self, job: StoredGeneration) -> tuple[bool, bool]:
        """Whether it was taken, and whether that is the end of it."""
        assert job.webhook_url is not None
        assert job.webhook_secret is not None
        body = orjson.dumps(message(job, self._links))
        seconds = int(self._clock.now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": f"msg_{job.id}",
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(
                job.webhook_secret, message_id=f"msg_{job.id}", timestamp=seconds, body=body
            ),
        }
        try:
            status = await self._fetcher.post(job.webhook_url, body, headers, deadline=Deadline.after(TIMEOUT_S))
        except HashtaggerError as error:
            log.info("webhook_failed", generation=job.id, attempt=job.webhook_attempt, code=error.code)
            return False, False
        delivered = 200 <= status < 300
        log.info("webhook_sent", generation=job.id, attempt=job.webhook_attempt, status=status)
        return delivered, delivered or status == 410  # Gone: the receiver wants no more of them


def message(job: StoredGeneration, links: Links) -> dict[str, object]:
    """What is delivered: the kind of event, when it happened, and the job as GET answers it."""
    assert job.finished is not None
    return {
        "type": f"generation.{job.state}",
        "timestamp": job.finished.isoformat(),
        "data": as_answer(job, links),
    }


def _next(attempt: int, now: datetime) -> datetime | None:
    return now + timedelta(seconds=RETRIES_S[attempt - 1]) if attempt <= len(RETRIES_S) else None
