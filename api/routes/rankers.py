"""For administrators: the versions of the ranker, which one is current, and the way back."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Query

from api.deps import AdminCaller, ServicesDep
from api.openapi import responses
from api.schemas.rankers import RankerOut, RankersOut
from api.schemas.recommendations import Text
from hashtagger.bootstrap import Services
from hashtagger.errors import BrokenArtefact, Conflict
from ranker import promotion
from ranker.artefacts import Shelf

router = APIRouter(prefix="/v1/rankers", tags=["rankers"])
VersionPath = Annotated[Text, Path(max_length=60, examples=["2026-11-21T030000-1a2b3c4d"])]
log = structlog.get_logger()


@router.get("", operation_id="list_rankers", responses=responses())
async def list_rankers(services: ServicesDep, caller: AdminCaller) -> RankersOut:
    """Every version on disk, newest first, with which one is current and which one serves."""
    return await _told(services)


@router.get("/{version}", operation_id="get_ranker", responses=responses(404, 409, 422))
async def get_ranker(version: VersionPath, services: ServicesDep, caller: AdminCaller) -> RankerOut:
    """The card of one version, after checking its files; 409 when they are not what was written."""
    try:
        return _wire(await asyncio.to_thread(promotion.version, _shelf(services), version))
    except BrokenArtefact as error:
        raise _unusable(error) from error


@router.post("/rollback", operation_id="roll_back_ranker", responses=responses(409, 422))
async def roll_back(
    services: ServicesDep,
    caller: AdminCaller,
    instead_of: Annotated[
        Text | None,
        Query(max_length=60, description="Refused when another version is current, so that a retry goes back once."),
    ] = None,
) -> RankersOut:
    """Go back to what was current before; at the end of the way is the baseline."""
    try:
        to = await asyncio.to_thread(
            promotion.rollback, _shelf(services), instead_of=instead_of, now=services.clock.now()
        )
    except BrokenArtefact as error:
        raise _unusable(error) from error
    log.info("ranker_rolled_back", to=to, by=caller.owner)
    return await _told(services)


@router.post("/{version}/promote", operation_id="promote_ranker", responses=responses(404, 409, 422))
async def promote(
    version: VersionPath,
    services: ServicesDep,
    caller: AdminCaller,
    force: Annotated[bool, Query(description="Although its gate or its schema speaks against it.")] = False,
) -> RankersOut:
    """Let a version order answers; the same again changes nothing. 409 with why when it may not, or is broken."""
    try:
        await asyncio.to_thread(promotion.promote, _shelf(services), version, force=force, now=services.clock.now())
    except BrokenArtefact as error:
        raise _unusable(error) from error
    log.info("ranker_promoted", version=version, by=caller.owner, force=force)
    return await _told(services)


async def _told(services: Services) -> RankersOut:
    def read() -> RankersOut:
        found, status = promotion.listing(_shelf(services)), services.ranker.status
        return RankersOut(
            current=found.pointer.current,
            since=found.pointer.since,
            shadow=found.pointer.shadow,
            serving=status.version,
            trouble=found.trouble or status.trouble or None,
            rankers=[_wire(each) for each in found.versions],
        )

    return await asyncio.to_thread(read)


def _wire(version: promotion.Version) -> RankerOut:
    return RankerOut.model_validate({**asdict(version), "refusal": version.refusal or None})


def _shelf(services: Services) -> Shelf:
    return Shelf(services.settings.ranker_dir)


def _unusable(error: BrokenArtefact) -> Conflict:
    """To an administrator a broken version is no fault of the server: another one can be chosen."""
    return Conflict(str(error), code="broken_artefact", advice="Choose another version; see 'hashtagger ranker list'.")
