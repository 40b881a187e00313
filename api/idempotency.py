"""Makes a retry of a POST an answer instead of a second effect (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import sqlalchemy as sa
import structlog
from fastapi import Request, Response
from pydantic import BaseModel

from api.auth import Caller
from hashtagger.bootstrap import Services
from hashtagger.errors import HashtaggerError, InvalidRequest, TryLater
from hashtagger.storage.idempotency import Claim, SavedResponse, claim, finish, release

log = structlog.get_logger()

Answer = dict[str, Any]
Remember = Callable[[sa.Connection, Answer], None]
"""Keeps the answer for retries, in the transaction that writes what it tells of."""
Work = Callable[[Remember | None], Awaitable[Answer]]
HeadersOf = Callable[[Answer], dict[str, str]]

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


async def answer_once(
    request: Request,
    services: Services,
    caller: Caller,
    digest: str,
    work: Work,
    *,
    status: int = 200,
    headers_of: HeadersOf = lambda answer: {},
) -> Response:
    """
    The answer of ``work`` as JSON with ``status``; with an ``Idempotency-Key``, the same bytes for every retry.

    ``digest`` tells one request from another; the same key with another one raises ``Conflict``. Raises ``InvalidRequest``
    for a malformed key, ``TryLater`` while the first request is under way, and what ``work`` raises: then the key is free
    again.
    """

    def written(answer: Answer) -> SavedResponse:
        headers = {"content-type": "application/json", **headers_of(answer)}
        return SavedResponse(status, headers, orjson.dumps(answer))

    key = idempotency_key(request)
    if key is None:
        return _response(written(await work(None)))
    now, recommend = services.clock.now(), services.settings.recommend
    claimed = await services.database.write(
        claim,
        caller.owner,
        key,
        hashlib.sha256(f"{request.method} {request.url.path} {digest}".encode()).hexdigest(),
        now=now,
        lease_s=2 * recommend.max_deadline_s,
        keep_h=float(recommend.idempotency_hours),
    )
    if isinstance(claimed, SavedResponse):
        return _response(claimed, replayed=True)
    return _response(await _first_time(services, claimed, work, written))


async def create_once(
    request: Request,
    services: Services,
    caller: Caller,
    wanted: BaseModel,
    work: Work,
    *,
    place_of: Callable[[Answer], str],
) -> Response:
    """``answer_once`` for a route that makes what ``wanted`` describes: 201, with where it is (``place_of``) in ``Location``."""
    digest = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
    return await answer_once(
        request, services, caller, digest, work, status=201, headers_of=lambda answer: {"Location": place_of(answer)}
    )


def idempotency_key(request: Request) -> str | None:
    """Raises ``InvalidRequest`` (code ``invalid_idempotency_key``)."""
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
        raise InvalidRequest(
            "Idempotency-Key must come once and have 1 to 255 visible ASCII characters",
            code="invalid_idempotency_key",
            advice="Use a new UUID for every new request.",
        )
    return keys[0]


async def _first_time(
    services: Services, claimed: Claim, work: Work, written: Callable[[Answer], SavedResponse]
) -> SavedResponse:
    kept = False

    def remember(connection: sa.Connection, answer: Answer) -> None:
        nonlocal kept
        _keep(connection, claimed, written(answer))
        kept = True

    try:
        response = written(await work(remember))
        if not kept:
            await services.database.write(_keep, claimed, response)
    except BaseException:
        # Also when the caller is gone: shielded, so that the retry does not have to wait for the lease to run out.
        await asyncio.shield(_give_up(services, claimed))
        raise
    return response


def _keep(connection: sa.Connection, claimed: Claim, response: SavedResponse) -> None:
    if not finish(connection, claimed, response):
        # Rolls back whatever else this transaction wrote: the effect belongs to the one who took over.
        raise TryLater(
            "Another request with this Idempotency-Key took over.", retry_after_s=1.0, code="request_in_progress"
        )


async def _give_up(services: Services, claimed: Claim) -> None:
    try:
        await services.database.write(release, claimed)
    except HashtaggerError as error:
        log.warning("claim_not_released", error=str(error))


def _response(saved: SavedResponse, *, replayed: bool = False) -> Response:
    headers = {**saved.headers, "Idempotency-Replayed": "true"} if replayed else dict(saved.headers)
    return Response(saved.body, status_code=saved.status, headers=headers)
