"""Delivers what is queued, by signed webhook or by mail, at least once, with pauses after a failure."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
import structlog

from hashtagger.alerts.mail import FINAL, Mailer
from hashtagger.alerts.message import subject_of, text_of
from hashtagger.media.fetch import Fetcher
from hashtagger.ports import Clock
from hashtagger.storage.alerts import DueAlerts, StoredAlert, claim_alerts, is_any_alert_due, note_alerts
from hashtagger.storage.database import Database
from hashtagger.webhooks import LEASE_S, Posted, Webhook, next_try, post_signed

log = structlog.get_logger()

COURIERS = 4
"""Deliveries under way at once: a receiver that lets us wait must not hold up all others."""
MOST_AT_ONCE = 500
"""Deliveries of one call; what is left is due with the next one."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How messages leave."""

    fetcher: Fetcher
    mailer: Mailer
    webhooks: bool = True
    """Whether the operator lets us send any."""

    async def post(self, url: str, secret: str, message: object, *, message_id: str, clock: Clock) -> Posted:
        if not self.webhooks:
            return Posted(None, "webhooks_disabled")
        body = orjson.dumps(message)
        return await post_signed(self.fetcher, Webhook(url, secret), body, message_id=message_id, now=clock.now())


async def deliver_alerts(database: Database, ways: Ways, clock: Clock) -> dict[str, int]:
    """Try everything that is due now, several at once; answers how many were delivered and how many not. Raises ``TryLater``."""
    counts = {"delivered": 0, "failed": 0}

    async def work() -> None:
        while sum(counts.values()) < MOST_AT_ONCE:
            went = await deliver_one(database, ways, clock)
            if went is None:
                return
            counts["delivered" if went else "failed"] += 1

    ended = await asyncio.gather(*(work() for _ in range(COURIERS)), return_exceptions=True)
    for failure in ended:
        if failure is not None:
            raise failure
    return counts


async def deliver_one(database: Database, ways: Ways, clock: Clock) -> bool | None:
    """Try what is due longest: whether it was taken; None when nothing was due."""
    now = clock.now()
    if not await database.read(is_any_alert_due, now=now):
        return None
    due = await database.write(claim_alerts, now=now, lease_s=max(LEASE_S, ways.mailer.longest_s))
    if due is None:
        return None
    first = due.alerts[0]
    try:
        error, final = await _send(due, ways, clock)
    except Exception:
        # One message that cannot even be tried must not hold up all others; it is given up as any that fails.
        log.exception("alert_not_tried", alert=first.id)
        error, final = "unexpected", False
    log.info("alert_sent" if error is None else "alert_failed", alert=first.id, way=first.way, code=error)
    for attempt, alike in _by_attempt(due.alerts).items():  # news must not be given up with what was tried for hours
        again = None if final else next_try(attempt, clock.now())
        await database.write(note_alerts, alike, delivered=error is None, again=again, error=error or "")
    return error is None


def _by_attempt(alerts: Iterable[StoredAlert]) -> dict[int, list[StoredAlert]]:
    found: dict[int, list[StoredAlert]] = {}
    for alert in alerts:
        found.setdefault(alert.attempt, []).append(alert)
    return found


async def _send(due: DueAlerts, ways: Ways, clock: Clock) -> tuple[str | None, bool]:
    """Why it was not taken (None: it was), and whether that is the end of it."""
    first = due.alerts[0]
    if first.way == "webhook":
        if due.webhook_url is None or due.webhook_secret is None:
            return "webhook_removed", True
        posted = await ways.post(
            due.webhook_url, due.webhook_secret, first.message, message_id=f"msg_{first.id}", clock=clock
        )
        return (None if posted.delivered else posted.error), posted.final
    if due.email is None:
        return "email_removed", True
    messages = sorted((alert.message for alert in due.alerts), key=lambda message: int(message["data"]["place"]))
    subject, text = subject_of(due.watchlist_name, messages), text_of(due.watchlist_name, messages)
    error = await ways.mailer.send(due.email, subject, text, message_id=_mail_id(due.alerts))
    return error, error is None or error in FINAL


def _mail_id(alerts: Sequence[StoredAlert]) -> str:
    """The same for the same alerts only: a mail that tells more than one before it is no repetition of that one."""
    return hashlib.sha256(" ".join(sorted(alert.id for alert in alerts)).encode()).hexdigest()[:32]
