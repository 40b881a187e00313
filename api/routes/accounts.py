"""Accounts: bring a history of posts, see what tags earned, say what is true of it, be forgotten."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.account_answers import account_told, import_told, tag_told
from api.auth import Caller
from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import ReadCaller, RecommendCaller, ServicesDep
from api.middleware.body_limits import MAX_HISTORY_BYTES
from api.openapi import responses
from api.problems import InvalidFields
from api.schemas.accounts import AccountIn, AccountOut, AccountTagsOut, ImportOut
from api.schemas.recommendations import ProfileId, Text
from hashtagger.bootstrap import Services
from hashtagger.errors import InvalidRequest, NotFound, UnsupportedFormat
from hashtagger.history_import.history import History, Wanted
from hashtagger.history_import.keeping import CHUNK_POSTS, keep_posts, only_kept, report_on, still_kept
from hashtagger.history_import.reading import read_history
from hashtagger.posts import Account
from hashtagger.storage.accounts import (
    StoredAccount,
    change_account,
    find_account,
    is_known,
    put_accounts,
    used_tags,
)
from hashtagger.storage.forgetting import forget_creator
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag
from ranker.recount import count_account

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])

FORM = "multipart/form-data"
RAW = ("application/zip", "application/x-zip-compressed", "application/json", "text/csv", "application/octet-stream")
_READER = ThreadPoolExecutor(1, thread_name_prefix="history")
"""Files are read one after the other: a hostile one takes much memory and time."""
_MOST_USES = 2**31
"""No database takes any whole number."""
Profile = Annotated[
    ProfileId, Path(examples=["my-cafe"], description="The profile_id that recommendations are asked with.")
]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {"type": "string", "description": "A table of posts; docs/accounts.md names its columns."},
                "example": "post_id,published_at,text,likes\n17,2026-11-01T10:00:00Z,A walk #beach,61\n",
            },
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary", "description": "ZIP, JSON or CSV."}},
                },
                "example": {"file": "(the bytes of instagram-export.zip)"},
            },
            "application/zip": {"schema": {"type": "string", "format": "binary"}, "example": "(the bytes of a ZIP)"},
            "application/json": {
                "schema": {"description": "posts_1.json or the insights' posts.json of Instagram's export."},
                "example": [{"media": [{"creation_timestamp": 1760000000, "title": "A walk #beach"}]}],
            },
        },
    }
}


@router.post(
    "/{profile_id}/posts",
    operation_id="import_posts",
    openapi_extra=_BODY,
    responses=responses(400, 408, 413, 415, 422),
)
async def import_posts(
    request: Request,
    profile_id: Profile,
    services: ServicesDep,
    caller: RecommendCaller,
    platform: Annotated[
        str, Query(pattern=r"^[a-z0-9_-]{1,40}$", description="Where they were published.")
    ] = "instagram",
    time_zone: Annotated[
        Text, Query(max_length=60, description="Of times in a CSV that name none.", examples=["Europe/Berlin"])
    ] = "UTC",
) -> ImportOut:
    """
    Bring an account's own posts: Instagram's export (ZIP or JSON) or a CSV, 64 MiB at most, as the body or as a form's `file`.

    Of captions only their tags are kept. The same file again changes nothing, which is why there is no `Idempotency-Key`.
    What the account's tags earned is counted at once.
    """
    name, data = await _file(request)
    wanted = Wanted(caller.owner, profile_id, platform, services.clock.now())
    reading = partial(read_history, data, wanted, name=name, time_zone=time_zone)
    history = await asyncio.get_running_loop().run_in_executor(_READER, reading)
    history = await _keep(history, wanted, services, caller)
    return ImportOut.model_validate(import_told(report_on(history)))


@router.get("/{profile_id}", operation_id="read_account", responses=responses(404, 422))
async def read(profile_id: Profile, services: ServicesDep, caller: ReadCaller) -> AccountOut:
    """What is known of one of your accounts, and what its posts usually earn."""
    account = Account(caller.owner, profile_id)
    return AccountOut.model_validate(account_told(account, await services.database.read(_found, account)))


@router.put("/{profile_id}", operation_id="change_account", responses=responses(400, 422))
async def change(profile_id: Profile, wanted: AccountIn, services: ServicesDep, caller: RecommendCaller) -> AccountOut:
    """Say how many followers an account has, and whether its answers may explore; it need not be known yet."""
    changes = {name: getattr(wanted, name) for name in sorted(wanted.model_fields_set)}
    if wrong := [name for name, value in changes.items() if value is None]:
        raise InvalidFields([{"field": name, "message": "It cannot be taken away."} for name in wrong])
    account = Account(caller.owner, profile_id)
    known = await services.database.write(change_account, account, changes, now=services.clock.now())
    return AccountOut.model_validate(account_told(account, known))


@router.get("/{profile_id}/tags", operation_id="list_account_tags", responses=responses(404, 422))
async def list_tags(
    profile_id: Profile,
    services: ServicesDep,
    caller: ReadCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")] = None,
) -> AccountTagsOut:
    """The tags that an account used, most used first, and what its posts with them earned beyond what was expected."""
    account = Account(caller.owner, profile_id)
    after = None if cursor is None else _after(cursor)
    await services.database.read(_found, account)
    found = await services.database.read(used_tags, account, limit=limit + 1, after=after)
    last = found[limit - 1] if len(found) > limit else None
    following = None if last is None else cursor_of(last.uses, last.tag)
    return AccountTagsOut.model_validate({"tags": [tag_told(each) for each in found[:limit]], "next": following})


@router.delete(
    "/{profile_id}",
    operation_id="forget_account",
    status_code=204,
    response_class=Response,
    responses=responses(422),
)
async def forget(profile_id: Profile, services: ServicesDep, caller: RecommendCaller) -> None:
    """
    Forget an account: its posts and what they earned, its answers with logs, feedback and uploads, its tags and experiments.

    What was counted over all accounts is without it within an hour, what was learned from it after the next training.
    """
    await services.database.write(forget_creator, Account(caller.owner, profile_id))


async def _keep(history: History, wanted: Wanted, services: Services, caller: Caller) -> History:
    """Keep the posts of a file and count their account; answers what is kept."""
    database, limits, now = services.database, services.settings.ranker, wanted.now
    history = still_kept(history, oldest=now - timedelta(days=limits.keep_posts_days))
    keep = partial(keep_posts, api_key_id=caller.api_key_id, now=now, most_a_day=limits.max_engagement_per_day)
    kept = [old for posts in batched(history.posts, CHUNK_POSTS) for old in await database.write(keep, posts)]
    account = Account(wanted.owner, wanted.profile_id)
    counted = await database.read(count_account, account, now=now)
    await database.write(put_accounts, {account: counted}, now=now)
    return only_kept(history, kept)


def _found(connection: sa.Connection, account: Account) -> StoredAccount | None:
    """None where there is nothing but posts or tags that were not counted yet."""
    if not is_known(connection, account):
        raise NotFound(f"Nothing is known of an account '{account.profile_id}'.")
    return find_account(connection, account)


def _after(cursor: str) -> tuple[int, Tag]:
    uses, tag = read_cursor(cursor, int, str)
    return min(uses, _MOST_USES), Tag(tag)


async def _file(request: Request) -> tuple[str, bytes]:
    """Name and bytes of what was sent. Its size is bounded before it gets here."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return await _from_form(request)
    if kind in RAW:
        return "posts.json", await request.body()
    raise UnsupportedFormat(
        "the body is neither a form nor ZIP, JSON or CSV",
        code="unsupported_body",
        advice="Send the file as the body with its Content-Type, or as 'file' of multipart/form-data.",
    )


async def _from_form(request: Request) -> tuple[str, bytes]:
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=1)
    parser.spool_max_size = MAX_HISTORY_BYTES + 1  # nothing of it reaches a disk
    wrong = InvalidRequest(
        "the form is not one file", code="invalid_form", advice="Send exactly one file, named 'file', and nothing else."
    )
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError):
        raise wrong from None
    items = form.multi_items()
    if len(items) != 1 or items[0][0] != "file" or not isinstance(items[0][1], UploadFile):
        raise wrong
    upload = items[0][1]
    try:
        return (upload.filename or "posts.json")[:100], await upload.read()
    finally:
        await upload.close()
