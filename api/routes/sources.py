"""How the sources of trends do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter

from api.deps import ReadCaller, ServicesDep
from api.openapi import responses
from api.schemas.trends import SourcesOut
from hashtagger.bootstrap import Services
from hashtagger.observations import SourceState, start_of
from hashtagger.storage.trend_reading import newest_hour, sample_sizes
from hashtagger.trend_sources import next_run, note_of, why_off
from hashtagger.trends.answers import brief, states

router = APIRouter(prefix="/v1/sources", tags=["trends"])
_SAMPLED = timedelta(days=2)


@router.get("", operation_id="list_sources", responses=responses())
async def list_sources(services: ServicesDep, caller: ReadCaller) -> SourcesOut:
    """Every source of trends: whether it runs and why not, when it last succeeded, how much it brought, its terms."""
    return SourcesOut.model_validate(await services.database.read(_sources, services))


def _sources(connection: sa.Connection, services: Services) -> dict[str, Any]:
    hour, now, settings = newest_hour(connection), services.clock.now(), services.settings.trends
    as_of = None if hour is None else start_of(hour + 1)
    found = states(connection)
    samples = sample_sizes(connection, [state.name for state in found], since=now - _SAMPLED)

    def told(state: SourceState) -> dict[str, Any]:
        note, off = note_of(state.name), why_off(state.name, settings)
        return {
            **brief(state, settings, as_of, now),
            "enabled": off is None,
            "why_off": off,
            "last_attempt": state.last_attempt,
            "error": state.last_error or None if state.failures else None,
            "failures": state.failures,
            "sample_size": samples.get(state.name),
            "next_run": next_run(state, settings, now=now),
            "terms": note.terms,
            "share_only": note.share_only,
        }

    return {"as_of": as_of, "sources": [told(state) for state in found]}
