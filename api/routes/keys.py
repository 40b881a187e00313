"""For administrators: API keys, made, listed and revoked."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Path, Query, Request, Response

from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import AdminCaller, ServicesDep
from api.idempotency import Remember, answer_once
from api.openapi import IDEMPOTENCY_KEY, responses
from api.path_ids import ULID
from api.schemas.keys import KeyIn, KeyOut, KeyPageOut, NewKeyOut
from api.schemas.recommendations import Text
from hashtagger.errors import Conflict
from hashtagger.storage.keys import ApiKey, create_key, page_keys, revoke_key

router = APIRouter(prefix="/v1/keys", tags=["administration"])
KeyId = Annotated[str, Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of a key.")]
log = structlog.get_logger()


@router.get("", operation_id="list_keys", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: AdminCaller,
    owner: Annotated[Text | None, Query(max_length=100, description="Of this owner only.")] = None,
    revoked: Annotated[bool | None, Query(description="Only those that were revoked, or only the others.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")] = None,
) -> KeyPageOut:
    """Every key of every owner, newest first; never the keys themselves."""
    before = None if cursor is None else read_cursor(cursor, str)[0]
    found = await services.database.read(page_keys, limit=limit + 1, before=before, owner=owner, revoked=revoked)
    following = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return KeyPageOut.model_validate({"keys": [_told(key) for key in found[:limit]], "next": following})


@router.post(
    "",
    operation_id="create_key",
    status_code=201,
    response_model=NewKeyOut,
    responses=responses(400, 409, 422),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)
async def create(request: Request, wanted: KeyIn, services: ServicesDep, caller: AdminCaller) -> Response:
    """
    Make a key; it is shown in this answer and never again.

    A retry with the same Idempotency-Key makes no second key, and its answer has `key: null`: what is kept for retries must
    not hold a key.
    """

    async def work(remember: Remember | None) -> dict[str, Any]:
        def write(connection: sa.Connection) -> dict[str, Any]:
            owner = caller.owner if wanted.owner is None else wanted.owner
            plain, key = create_key(
                connection, wanted.name, owner=owner, scopes=wanted.scopes, now=services.clock.now()
            )
            told = NewKeyOut.model_validate({**_told(key), "key": None}).model_dump(mode="json")
            if remember is not None:
                remember(connection, told)
            return {**told, "key": plain}

        answer = await services.database.write(write)
        log.info("key_made", key=answer["key_id"], scopes=answer["scopes"], by=caller.owner)
        return answer

    digest = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
    return await answer_once(request, services, caller, digest, work, status=201)


@router.delete("/{key_id}", operation_id="revoke_key", responses=responses(404, 409, 422))
async def revoke(
    key_id: KeyId,
    services: ServicesDep,
    caller: AdminCaller,
    even_own: Annotated[bool, Query(description="Also the key that this request comes with.")] = False,
) -> KeyOut:
    """Refuse a key from the next request on, and whoever signed in with it; a second time changes nothing."""
    if key_id == caller.api_key_id and not even_own:
        raise Conflict(
            "this is the key that you are asking with: revoked, it could not ask for anything any more",
            code="own_key",
            advice="Ask with another admin key, or add ?even_own=true. 'hashtagger keys create' on the server makes new keys.",
        )
    key = await services.database.write(revoke_key, key_id, now=services.clock.now())
    log.info("key_revoked", key=key.id, by=caller.owner)
    return KeyOut.model_validate(_told(key))


def _told(key: ApiKey) -> dict[str, Any]:
    return {
        "key_id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "owner": key.owner,
        "scopes": sorted(key.scopes),
        "created": key.created,
        "last_used": key.last_used,
        "revoked": key.revoked,
    }
