"""What each platform allows today."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from api.deps import ReadCaller, ServicesDep
from api.openapi import responses
from api.schemas.tags import PlatformsOut
from hashtagger.storage.platforms import rules_on

router = APIRouter(prefix="/v1/platforms", tags=["platforms"])


@router.get("", operation_id="list_platforms", responses=responses())
async def list_platforms(services: ServicesDep, caller: ReadCaller) -> PlatformsOut:
    """The rules in force, each with the date since when and the source according to which."""
    rules = await services.database.read(rules_on, services.clock.now().date())
    return PlatformsOut.model_validate({"platforms": [asdict(rule) for rule in rules]})
