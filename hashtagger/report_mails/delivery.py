"""Sends what is due, at least once: whoever dies on the way leaves it to the next, and each attempt has the same id."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from hashtagger.alerts.mail import FINAL, TOO_LARGE, Mailer
from hashtagger.errors import HashtaggerError, InvalidRequest, NotFound
from hashtagger.ports import Clock
from hashtagger.report_mails.links import export_path
from hashtagger.report_mails.message import MOST_BYTES, Made, Message, message_of
from hashtagger.report_mails.rights import refusal_of
from hashtagger.report_mails.schedule import next_slot, schedule_from, slots_until
from hashtagger.reports.asked import View
from hashtagger.storage.database import Database
from hashtagger.storage.report_deliveries import (
    DeliveryState,
    DueReport,
    claim_delivery,
    is_any_delivery_due,
    note_delivery,
    queue_newest,
)
from hashtagger.storage.report_mails import ReportMail, due_report_mails
from hashtagger.webhooks import LEASE_S, next_try

log = structlog.get_logger()

COURIERS = 2
"""Reports under way at once: making one takes a processor, sending it only waits."""
MOST_AT_ONCE = 500
"""Mails of one call; what is left is due with the next one."""
MAKING_S = 180.0
"""A report that takes longer to make is tried again later."""
MOST_MISSED = 31
"""Slots of one order that are written down as skipped after a time in which nobody kept the schedule."""
_PAGE = 100

Make = Callable[[ReportMail], Awaitable[Made]]
"""
Makes the report of an order as it stands now. Raises ``NotFound`` and ``InvalidRequest`` for what another attempt would not
mend, any other ``HashtaggerError`` for what it may.
"""


@dataclass(frozen=True, slots=True)
class PostRoom:
    """What reports are mailed with."""

    database: Database
    mailer: Mailer
    make: Make
    clock: Clock
    public_url: str | None = None
    """``https://host``, put in front of the addresses of files that are too large to attach."""


async def deliver_reports(room: PostRoom, *, until: datetime) -> dict[str, int]:
    """
    Queue what has become due, and try everything that waits; begins nothing new after ``until``.

    Answers how many slots were queued, how many mails sent, failed (now or for good) and skipped. Raises ``TryLater``.
    """
    counts = {"queued": await queue_due(room.database, room.clock), "sent": 0, "failed": 0, "skipped": 0}

    async def work() -> None:
        while sum(counts.values()) < MOST_AT_ONCE + counts["queued"] and room.clock.now() < until:
            went = await deliver_one(room)
            if went is None:
                return
            counts[went] += 1

    ended = await asyncio.gather(*(work() for _ in range(COURIERS)), return_exceptions=True)
    for failure in ended:
        if failure is not None:
            raise failure
    return counts


async def queue_due(database: Database, clock: Clock) -> int:
    """Let the newest slot of each order that is due wait for its delivery; answers how many were queued."""
    queued = 0
    while due := await database.read(due_report_mails, now=clock.now(), limit=_PAGE):
        queued_before = queued
        for mail in due:
            queued += await _queue(database, mail, clock.now())
        if queued == queued_before:  # others are at it, or none of these can be queued
            break
    return queued


async def deliver_one(room: PostRoom) -> str | None:
    """Try what is due longest: ``sent``, ``failed`` or ``skipped``; None when nothing was due."""
    now = room.clock.now()
    if not await room.database.read(is_any_delivery_due, now=now):
        return None
    lease_s = LEASE_S + MAKING_S + room.mailer.longest_for(MOST_BYTES) + room.mailer.longest_s
    due = await room.database.write(claim_delivery, now=now, lease_s=lease_s)
    if due is None:
        return None
    refused = await _refusal(room, due)
    if refused is not None:
        log.info("report_skipped", delivery=due.delivery.id, code=refused)
        await room.database.write(note_delivery, due.delivery, "skipped", now=room.clock.now(), error=refused)
        return "skipped"
    return await _try(room, due)


async def send_report(room: PostRoom, mail: ReportMail, id: str) -> str | None:
    """Make the report of ``mail`` and send it with ``id``; None when it was taken, else a code. Raises ``HashtaggerError``."""
    made = await made_in_time(room.make, mail)
    links, now = _links(mail, made, room.public_url), room.clock.now()
    error = await _send(room.mailer, mail, message_of(mail, made, now=now, links=links), id)
    if error == TOO_LARGE and made.files:  # some servers take less than we attach: the words still fit
        error = await _send(room.mailer, mail, message_of(mail, made, now=now, links=links, most_bytes=0), id)
    return error


async def made_in_time(make: Make, mail: ReportMail) -> Made:
    """A report that cannot be made, whoever tries, is one that says so."""
    try:
        async with asyncio.timeout(MAKING_S):
            return await make(mail)
    except (NotFound, InvalidRequest) as error:
        return Made(failure=str(error))


async def _queue(database: Database, mail: ReportMail, now: datetime) -> bool:
    assert mail.next_due is not None
    try:
        schedule = schedule_from(mail.schedule)
    except InvalidRequest as error:  # a zone that this machine does not know (any more)
        log.error("report_not_queued", report_mail=mail.id, error=str(error))
        return False
    slots = slots_until(schedule, mail.next_due, now, most=MOST_MISSED + 1)
    return await database.write(queue_newest, mail, slots, next_due=next_slot(schedule, now), now=now)


async def _refusal(room: PostRoom, due: DueReport) -> str | None:
    if not due.mail.enabled:
        return "disabled"
    return await room.database.read(refusal_of, due.mail)


async def _try(room: PostRoom, due: DueReport) -> str:
    try:
        error = await send_report(room, due.mail, due.delivery.id)
    except TimeoutError:
        error = "report_too_slow"
    except HashtaggerError as failure:
        log.warning("report_not_made", delivery=due.delivery.id, code=failure.code, error=str(failure))
        error = failure.code
    except Exception:
        # One report that cannot even be tried must not hold up all others; it is given up as any that fails.
        log.exception("report_not_tried", delivery=due.delivery.id)
        error = "unexpected"
    log.info("report_sent" if error is None else "report_failed", delivery=due.delivery.id, code=error)
    now = room.clock.now()
    if error is None:
        await room.database.write(note_delivery, due.delivery, "sent", now=now)
        return "sent"
    again = None if error in FINAL else next_try(due.delivery.attempt, now)
    state: DeliveryState = "failed" if again is None else "waiting"
    await room.database.write(note_delivery, due.delivery, state, now=now, again=again, error=error)
    return "failed"


async def _send(mailer: Mailer, mail: ReportMail, message: Message, id: str) -> str | None:
    return await mailer.send(
        mail.email,
        message.subject,
        message.text,
        message_id=id,
        html=message.html,
        attachments=message.attachments,
    )


def _links(mail: ReportMail, made: Made, public_url: str | None) -> Mapping[str, str]:
    """Where each file of ``made`` is found over HTTP, by its name."""
    begin, view = public_url or "", View(mail.view)
    params = {**mail.params, "timezone": mail.schedule["timezone"]}
    return {each.name: begin + export_path(view, params, each.name.rpartition(".")[2]) for each in made.files}
