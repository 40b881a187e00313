"""
Signs and sends messages as Standard Webhooks says (https://www.standardwebhooks.com, version 1).

Whoever sends keeps its own rows of what is due; a message is sent at least once, and a receiver recognises a repetition by
``webhook-id``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from hashtagger.errors import HashtaggerError, InvalidRequest
from hashtagger.media.fetch import Fetcher
from hashtagger.types import Deadline

RETRIES_S = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0)
"""Pauses after each failed delivery; then it is given up."""
TIMEOUT_S = 15.0
LEASE_S = 60.0
"""A message whose sender died is due again after this time."""
_MARK = "whsec_"
_GONE = 410


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell something, and the secret shared with whoever listens there."""

    url: str
    secret: str
    """``whsec_`` and base64 of 24 to 64 random bytes."""

    def __post_init__(self) -> None:
        secret_bytes(self.secret)


@dataclass(frozen=True, slots=True)
class Posted:
    """How one attempt to send went."""

    status: int | None
    """HTTP; None when nobody answered."""
    error: str = ""
    """Code of what kept it from being taken."""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def final(self) -> bool:
        """It was taken, or the receiver is gone and wants no more."""
        return self.delivered or self.status == _GONE


async def post_signed(fetcher: Fetcher, webhook: Webhook, body: bytes, *, message_id: str, now: datetime) -> Posted:
    """Send ``body`` (JSON) once, to an address that ``fetcher`` finds public; ``message_id`` names it in every attempt."""
    seconds = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(webhook.secret, message_id=message_id, timestamp=seconds, body=body),
    }
    try:
        status = await fetcher.post(webhook.url, body, headers, deadline=Deadline.after(TIMEOUT_S))
    except HashtaggerError as error:
        return Posted(None, error.code)
    return Posted(status, "" if 200 <= status < 300 else f"status_{status}")


def next_try(attempt: int, now: datetime) -> datetime | None:
    """When to try again after ``attempt`` failed (counted from 1); None when it was the last."""
    return now + timedelta(seconds=RETRIES_S[attempt - 1]) if attempt <= len(RETRIES_S) else None


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The ``webhook-signature`` of a message: version 1, HMAC-SHA256 over id, second and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret_bytes(secret), signed, hashlib.sha256)).decode()


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
