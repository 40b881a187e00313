"""For administrators: which models are here, which are loaded, and how they do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import AdminCaller, ServicesDep
from api.openapi import responses
from api.schemas.models import PoolOut
from hashtagger import __version__
from hashtagger.bootstrap import Services
from hashtagger.errors import HashtaggerError
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.installed import find_installed, package_folder
from hashtagger.models.precision import precision_for
from hashtagger.models.spec import Family, ModelSpec
from hashtagger.settings import Settings
from hashtagger.types import LoadState, ModelStatus, PoolStatus

router = APIRouter(prefix="/v1/models", tags=["administration"])

_STATES = {
    LoadState.COLD: "not_loaded",
    LoadState.LOADING: "loading",
    LoadState.READY: "resident",
    LoadState.FAILED: "failed",
}
_OWN_FORMAT = frozenset({Family.DIFFUSION, Family.ADAPTER, Family.OCR})
"""Families whose runtime chooses the number format."""


@router.get("", operation_id="list_models", responses=responses(422))
async def list_models(
    services: ServicesDep,
    caller: AdminCaller,
    all: Annotated[
        bool, Query(description="Also models that are not installed, with the command that brings them.")
    ] = False,
) -> PoolOut:
    """The models that are installed, in the order of the catalogue: which are loaded, what they hold, what waits for them."""
    pool, trouble = await _asked(services)
    here = await asyncio.to_thread(_installed, services.settings)
    states = {} if pool is None else {each.model_id: each for each in pool.models}
    now = services.clock.now()
    rows = [
        _row(row, services, row.model_id in here, pool is not None, states.get(row.model_id), now)
        for row in CATALOGUE
        if all or row.model_id in here or row.model_id in states
    ]
    settings = services.settings
    return PoolOut.model_validate(
        {
            "backend": settings.models.backend or "local",
            "pools": _pools(settings),
            "trouble": trouble,
            "device": None if pool is None else pool.device,
            "budget_bytes": settings.models.budget_bytes if pool is None else pool.budget_bytes,
            "used_bytes": None if pool is None else pool.used_bytes,
            "models": rows,
        }
    )


async def _asked(services: Services) -> tuple[PoolStatus | None, str | None]:
    """What the pool says, or why it says nothing."""
    try:
        return await services.models.pool_status(), None
    except HashtaggerError as error:
        return None, str(error)


def _installed(settings: Settings) -> frozenset[str]:
    """Blocks: it looks at the disk."""
    return frozenset(row.model_id for row in CATALOGUE if find_installed(row, settings) is not None)


def _pools(settings: Settings) -> int:
    by_backend: Mapping[str | None, int] = {"remote": 1, "ray": settings.models.replicas}
    return by_backend.get(settings.models.backend, settings.serve.workers)


def _row(
    row: ModelSpec, services: Services, installed: bool, asked: bool, status: ModelStatus | None, now: datetime
) -> dict[str, Any]:
    versions, device = services.models.versions, services.settings.models.device
    return {
        "model": row.model_id,
        "task": row.task.value,
        "summary": row.summary,
        "licence": row.licence,
        "restricted": row.restricted,
        "repository": row.repository,
        "version": row.revision or __version__,
        "recommends": row.model_id in (versions.clip, versions.caption),
        "dtype": None if row.family in _OWN_FORMAT else precision_for(row, device),
        "size_bytes": row.size_bytes,
        "reserve_bytes": row.reserve_bytes,
        "working_bytes": row.working_bytes,
        "pull": None if installed else _pull_command(row),
        **_as_seen(row, installed, asked, status, now),
    }


def _as_seen(row: ModelSpec, installed: bool, asked: bool, status: ModelStatus | None, now: datetime) -> dict[str, Any]:
    """What the pool knows of the row; of one that nobody asked for, that it does nothing."""
    if not asked:
        nothing = dict.fromkeys(_COUNTS)
        return {**nothing, "state": "unknown" if installed else "not_installed", "failure": None, "retry_at": None}
    seen = status or ModelStatus(row.model_id, row.task, LoadState.COLD, healthy=True)
    state = _STATES[seen.state]
    return {
        **{name: getattr(seen, field) for name, field in _COUNTS.items()},
        "state": "not_installed" if state == "not_loaded" and not installed else state,
        "failure": seen.failure or seen.detail or None,
        "retry_at": now + timedelta(seconds=seen.retry_in_s) if seen.retry_in_s else None,
    }


_COUNTS = {
    "resident_bytes": "resident_bytes",
    "queued": "queued",
    "queued_bytes": "queued_bytes",
    "unanswered": "leases",
    "batches": "batches",
    "evictions": "evictions",
}


def _pull_command(row: ModelSpec) -> str:
    if row.package is not None and package_folder(row.package) is None:
        return f"pip install 'hashtagger[{row.extra}]'"
    return f"hashtagger models pull {row.model_id}"
