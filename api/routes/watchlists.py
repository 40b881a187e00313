"""Watchlists: what to be told of trends, and where."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.cursors import Cursor, page_of, place_in
from api.deps import ServicesDep, WatchCaller
from api.idempotency import Remember, create_once
from api.openapi import IDEMPOTENCY_KEY, responses
from api.path_ids import ULID
from api.problems import InvalidFields
from api.schemas.watchlists import (
    TestOut,
    WatchlistChanges,
    WatchlistDetailOut,
    WatchlistIn,
    WatchlistOut,
    WatchlistPageOut,
)
from hashtagger.storage.alerts import StoredAlert
from hashtagger.storage.ids import new_id
from hashtagger.storage.watchlists import Watchlist

router = APIRouter(prefix="/v1/watchlists", tags=["watchlists"])

WatchlistId = Annotated[
    str,
    Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of a watchlist."),
]
_ALWAYS_THERE = ("name", "rules", "tags", "filters", "enabled")


@router.post(
    "",
    operation_id="create_watchlist",
    status_code=201,
    response_model=WatchlistOut,
    responses=responses(400, 409, 422),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)
async def create(request: Request, wanted: WatchlistIn, services: ServicesDep, caller: WatchCaller) -> Response:
    """
    Watch trends from now on: each hour that is scored is compared with the one before.

    The same rule of the same tag alerts once when it begins to hold, and not again for 24 hours. A webhook is signed as
    Standard Webhooks says; it and a mail may come more than once, with the same id.
    """

    async def work(remember: Remember | None) -> dict[str, Any]:
        now = services.clock.now()
        watchlist = Watchlist(id=new_id(now), created=now, owner=caller.owner, **_columns(wanted))
        answer = WatchlistOut.model_validate(_told(watchlist)).model_dump(mode="json")

        def keep(connection: sa.Connection, _: Watchlist) -> None:
            if remember is not None:
                remember(connection, answer)

        await services.alerts.create(watchlist, also_write=keep)
        return answer

    return await create_once(
        request, services, caller, wanted, work, place_of=lambda answer: f"{router.prefix}/{answer['watchlist_id']}"
    )


@router.get("", operation_id="list_watchlists", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: WatchCaller,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Cursor = None,
) -> WatchlistPageOut:
    """Your own watchlists, newest first."""
    found = await services.alerts.page(owner=caller.owner, limit=limit + 1, before=place_in(cursor))
    shown, following = page_of(found, limit, lambda each: each.id)
    return WatchlistPageOut.model_validate({"watchlists": [_told(each) for each in shown], "next": following})


@router.get("/{watchlist_id}", operation_id="read_watchlist", responses=responses(404, 422))
async def read(watchlist_id: WatchlistId, services: ServicesDep, caller: WatchCaller) -> WatchlistDetailOut:
    """A watchlist and how its newest messages went."""
    watchlist = await services.alerts.read(watchlist_id, owner=caller.owner)
    recent = [_alert(each) for each in await services.alerts.recent(watchlist_id)]
    return WatchlistDetailOut.model_validate({**_told(watchlist), "recent": recent})


@router.patch("/{watchlist_id}", operation_id="change_watchlist", responses=responses(400, 404, 422))
async def change(
    watchlist_id: WatchlistId, wanted: WatchlistChanges, services: ServicesDep, caller: WatchCaller
) -> WatchlistOut:
    """Change what is given and keep the rest; `null` for `webhook_url` or `email` takes that way away."""
    given = wanted.model_fields_set
    if wrong := [name for name in _ALWAYS_THERE if name in given and getattr(wanted, name) is None]:
        raise InvalidFields([{"field": name, "message": "It cannot be taken away."} for name in wrong])
    changes = {name: value for name, value in _columns(wanted).items() if name in given}
    if changes.get("webhook_url", "") is None:
        changes["webhook_secret"] = None
    return WatchlistOut.model_validate(_told(await services.alerts.change(watchlist_id, changes, owner=caller.owner)))


@router.delete(
    "/{watchlist_id}",
    operation_id="delete_watchlist",
    status_code=204,
    response_class=Response,
    responses=responses(404, 422),
)
async def delete(watchlist_id: WatchlistId, services: ServicesDep, caller: WatchCaller) -> None:
    """Forget a watchlist with its messages, also those that were not delivered yet."""
    await services.alerts.delete(watchlist_id, owner=caller.owner)


@router.post("/{watchlist_id}/test", operation_id="test_watchlist", responses=responses(404, 422))
async def test(watchlist_id: WatchlistId, services: ServicesDep, caller: WatchCaller) -> TestOut:
    """Send a test message (`trend.test`) on every way of the watchlist now, and answer how it went. Ten an hour at most."""
    tried = await services.alerts.test(watchlist_id, owner=caller.owner)
    return TestOut.model_validate(
        {
            "deliveries": [
                {"way": each.way, "delivered": each.error is None, "status": each.status, "error": each.error}
                for each in tried
            ]
        }
    )


def _columns(wanted: WatchlistIn | WatchlistChanges) -> dict[str, Any]:
    values = wanted.model_dump()
    filters = values["filters"]
    if filters is not None:
        filters = {name: value for name, value in filters.items() if value}
        if "platform" in filters:
            filters["source"] = filters.pop("platform")
    return {**values, "filters": filters}


def _told(watchlist: Watchlist) -> dict[str, Any]:
    filters = watchlist.filters
    return {
        "watchlist_id": watchlist.id,
        "created": watchlist.created,
        "name": watchlist.name,
        "enabled": watchlist.enabled,
        "rules": [dict(rule) for rule in watchlist.rules],
        "tags": list(watchlist.tags),
        "filters": {
            "region": filters.get("region", ""),
            "language": filters.get("language", ""),
            "category": filters.get("category"),
            "platform": filters.get("source"),
            "kind": filters.get("kind"),
        },
        "webhook_url": watchlist.webhook_url,
        "has_secret": watchlist.webhook_secret is not None,
        "email": watchlist.email,
    }


def _alert(alert: StoredAlert) -> dict[str, Any]:
    return {
        "alert_id": alert.id,
        "created": alert.created,
        "way": alert.way,
        "state": alert.state,
        "attempt": alert.attempt,
        "error": alert.error or None,
        "about": alert.message["data"].get("trend", {}).get("tag"),
    }
