"""For administrators: what flags tags, and the block and allow lists above it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Path, Query

from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import AdminCaller, ServicesDep
from api.openapi import responses
from api.problems import InvalidFields
from api.schemas.flags import FlagPageOut, FlagWord, Origin, TagFlagsOut, VerdictIn
from api.schemas.recommendations import Text
from hashtagger.storage import tags
from hashtagger.storage.flag_list import Entry, Place, Wanted, list_flags
from hashtagger.storage.flags import flags_of, undecided_flags_of
from hashtagger.storage.tag_decisions import TagDecision, decisions_of, forget_decision, put_decision
from hashtagger.text.hashtags import canonical_tag
from hashtagger.text.segment import split_tag
from hashtagger.types import Flag, Tag

router = APIRouter(prefix="/v1/flags", tags=["administration"])
TagPath = Annotated[
    Text, Path(max_length=400, examples=["blackfriday"], description="With or without '#', any capitals.")
]
log = structlog.get_logger()


@router.get("", operation_id="list_flags", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: AdminCaller,
    flag: Annotated[FlagWord | None, Query(description="Only these; 'allowed': what was let pass.")] = None,
    origin: Annotated[Origin | None, Query(description="Shipped rules, the review of new tags, or the users'.")] = None,
    prefix: Annotated[Text, Query(max_length=100, description="Names that begin so.", examples=["black"])] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")] = None,
) -> FlagPageOut:
    """Every rule, flag and decision about tags, in the order of names; every filter narrows."""
    after = None if cursor is None else Place(*read_cursor(cursor, str, str, str, str, str))
    wanted = Wanted(flag, prefix.casefold().removeprefix("#"), origin)
    # One more tells whether there is a next page.
    found = await services.database.read(list_flags, wanted, limit=limit + 1, after=after)
    following = cursor_of(*found[limit - 1].place) if len(found) > limit else None
    return FlagPageOut.model_validate({"flags": [_line(entry) for entry in found[:limit]], "next": following})


@router.get("/{tag}", operation_id="read_flags", responses=responses(422))
async def read(tag: TagPath, services: ServicesDep, caller: AdminCaller) -> TagFlagsOut:
    """What holds of one tag, known or not, what was decided about it, and what would hold otherwise."""
    return TagFlagsOut.model_validate(await services.database.read(_told, canonical_tag(tag)))


@router.put("/{tag}", operation_id="decide_flags", responses=responses(400, 422))
async def decide(tag: TagPath, wanted: VerdictIn, services: ServicesDep, caller: AdminCaller) -> TagFlagsOut:
    """
    Block or allow a tag, known or not; it counts from the next request on and replaces what was decided before.

    A blocked tag is not recommended even to those who ask for it, and is shown among trends no more. Of an allowed tag no
    flag and no rule holds, neither one that ships nor a refusal of the review; trends that were held back for a flag come
    back when the next hour is scored.
    """
    key, now = canonical_tag(tag), services.clock.now()
    if wanted.until is not None and wanted.until <= now:
        raise InvalidFields([{"field": "until", "message": "It is over already; name a moment in the future."}])
    decision = TagDecision(key, wanted.verdict, wanted.reason.strip(), caller.owner, now, wanted.until)

    def write(connection: sa.Connection) -> dict[str, Any]:
        put_decision(connection, decision)
        return _told(connection, key)

    told = await services.database.write(write)
    log.info("tag_decided", verdict=wanted.verdict, by=caller.owner)
    return TagFlagsOut.model_validate(told)


@router.delete("/{tag}", operation_id="forget_flags_decision", responses=responses(422))
async def forget(tag: TagPath, services: ServicesDep, caller: AdminCaller) -> TagFlagsOut:
    """Forget what was decided about a tag; what ships holds again. Where nothing was decided nothing changes."""

    def write(connection: sa.Connection, key: Tag) -> dict[str, Any]:
        forget_decision(connection, key)
        return _told(connection, key)

    return TagFlagsOut.model_validate(await services.database.write(write, canonical_tag(tag)))


def _told(connection: sa.Connection, tag: Tag) -> dict[str, Any]:
    record = tags.records(connection, [tag]).get(tag)
    words = {tag: record.words if record else [word.casefold() for word in split_tag(tag).words]}
    decision = decisions_of(connection, [tag]).get(tag)
    stands_for = tags.resolve(connection, [tag]).get(tag)
    return {
        "tag": tag,
        "known": record is not None,
        "stands_for": stands_for if stands_for != tag else None,
        "decision": None if decision is None else {k: v for k, v in asdict(decision).items() if k != "tag"},
        "flags": [_flag(flag) for flag in flags_of(connection, words)[tag]],
        "otherwise": [_flag(flag) for flag in undecided_flags_of(connection, words)[tag]],
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return asdict(flag) | {"kind": flag.kind.value}


def _line(entry: Entry) -> dict[str, Any]:
    told = asdict(entry)
    del told["place"]
    return {**entry.place._asdict(), **told}  # the entry's own source is the one that is told
