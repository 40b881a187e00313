"""Reports by mail, every day, week or month."""

from __future__ import annotations

import functools
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import Caller
from api.cursors import Cursor, page_of, place_in
from api.deps import ServicesDep, WatchCaller
from api.idempotency import Remember, create_once
from api.openapi import IDEMPOTENCY_KEY, responses
from api.path_ids import ULID
from api.problems import InvalidFields
from api.schemas.report_mails import (
    ReportMailChanges,
    ReportMailDetailOut,
    ReportMailIn,
    ReportMailOut,
    ReportMailPageOut,
    ReportTestOut,
)
from hashtagger.report_mails.making import make
from hashtagger.report_mails.schedule import Schedule
from hashtagger.report_mails.service import Orderer
from hashtagger.storage.report_deliveries import TEST, ReportDelivery
from hashtagger.storage.report_mails import ReportMail
from ranker.reporting import desk_of

router = APIRouter(prefix="/v1/report-mails", tags=["report mails"])

ReportMailId = Annotated[
    str,
    Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of a report mail."),
]


@router.post(
    "",
    operation_id="create_report_mail",
    status_code=201,
    response_model=ReportMailOut,
    responses=responses(400, 409, 422),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)
async def create(request: Request, wanted: ReportMailIn, services: ServicesDep, caller: WatchCaller) -> Response:
    """
    Have a view of the trends (or the lift report, or an experiment) mailed from now on.

    It is sent in the name of your key: when that is revoked, the mails end. Each is sent at least once; a repetition has the
    same Message-ID. After a time in which nobody kept the schedule the newest one is sent, the others are skipped.
    """

    async def work(remember: Remember | None) -> dict[str, Any]:
        def told(mail: ReportMail) -> dict[str, Any]:
            return ReportMailOut.model_validate(_told(mail)).model_dump(mode="json")

        def keep(connection: sa.Connection, mail: ReportMail) -> None:
            if remember is not None:
                remember(connection, told(mail))

        return told(await services.report_mails.order(_columns(wanted), _orderer(caller), also_write=keep))

    return await create_once(
        request, services, caller, wanted, work, place_of=lambda answer: f"{router.prefix}/{answer['report_mail_id']}"
    )


@router.get("", operation_id="list_report_mails", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: WatchCaller,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Cursor = None,
) -> ReportMailPageOut:
    """Your own report mails, newest first."""
    found = await services.report_mails.page(owner=caller.owner, limit=limit + 1, before=place_in(cursor))
    shown, following = page_of(found, limit, lambda each: each.id)
    told = [_told(each) for each in shown]
    return ReportMailPageOut.model_validate({"report_mails": told, "next": following})


@router.get("/{report_mail_id}", operation_id="read_report_mail", responses=responses(404, 422))
async def read(report_mail_id: ReportMailId, services: ServicesDep, caller: WatchCaller) -> ReportMailDetailOut:
    """A report mail and how its newest deliveries went."""
    mail = await services.report_mails.read(report_mail_id, owner=caller.owner)
    recent = [_delivery(each) for each in await services.report_mails.recent(report_mail_id)]
    return ReportMailDetailOut.model_validate({**_told(mail), "recent": recent})


@router.patch("/{report_mail_id}", operation_id="change_report_mail", responses=responses(400, 404, 422))
async def change(
    report_mail_id: ReportMailId, wanted: ReportMailChanges, services: ServicesDep, caller: WatchCaller
) -> ReportMailOut:
    """
    Change what is given and keep the rest; from then on it is sent in the name of your key.

    `params` and `schedule` are replaced as a whole.
    """
    given = wanted.model_fields_set
    if wrong := [name for name in sorted(given) if getattr(wanted, name) is None]:
        raise InvalidFields([{"field": name, "message": "It cannot be taken away."} for name in wrong])
    changes = {name: value for name, value in _columns(wanted).items() if name in given}
    changed = await services.report_mails.change(report_mail_id, changes, _orderer(caller))
    return ReportMailOut.model_validate(_told(changed))


@router.delete(
    "/{report_mail_id}",
    operation_id="delete_report_mail",
    status_code=204,
    response_class=Response,
    responses=responses(404, 422),
)
async def delete(report_mail_id: ReportMailId, services: ServicesDep, caller: WatchCaller) -> None:
    """Forget a report mail with its deliveries, also those that were not sent yet."""
    await services.report_mails.delete(report_mail_id, owner=caller.owner)


@router.post("/{report_mail_id}/test", operation_id="test_report_mail", responses=responses(404, 422, 504))
async def test(report_mail_id: ReportMailId, services: ServicesDep, caller: WatchCaller) -> ReportTestOut:
    """Send the report now to its address, and answer how it went. Ten tests an hour at most, with those of watchlists."""
    desk = desk_of(services.database, services.settings, services.clock, services.drawer)
    error = await services.report_mails.test(report_mail_id, _orderer(caller), functools.partial(make, desk))
    return ReportTestOut(sent=error is None, error=error)


def _orderer(caller: Caller) -> Orderer:
    return Orderer(caller.owner, caller.scopes, caller.api_key_id)


def _columns(wanted: ReportMailIn | ReportMailChanges) -> dict[str, Any]:
    values = wanted.model_dump()
    if wanted.schedule is not None:
        values["schedule"] = Schedule(**values["schedule"]).as_values()
    return values


def _told(mail: ReportMail) -> dict[str, Any]:
    return {
        "report_mail_id": mail.id,
        "created": mail.created,
        "name": mail.name,
        "view": mail.view,
        "params": dict(mail.params),
        "formats": list(mail.formats),
        "email": mail.email,
        "language": mail.language,
        "schedule": {"weekday": None, "day": None, **mail.schedule},
        "enabled": mail.enabled,
        "next_due": mail.next_due,
    }


def _delivery(delivery: ReportDelivery) -> dict[str, Any]:
    return {
        "delivery_id": delivery.id,
        "due": None if delivery.slot.startswith(TEST) else delivery.slot,
        "state": delivery.state,
        "attempt": delivery.attempt,
        "error": delivery.error or None,
        "created": delivery.created,
        "next_try": delivery.next_try,
        "sent": delivery.sent,
    }
