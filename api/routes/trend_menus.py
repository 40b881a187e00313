"""What can be chosen among trends, and how one of them is spread over the week."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.conditional import IF_NONE_MATCH, NOT_MODIFIED
from api.deps import ReadCaller, ServicesDep
from api.openapi import responses
from api.schemas.recommendations import Text
from api.schemas.trend_menus import SeasonalityOut, TrendMenusOut
from api.trend_answers import Language, Platform, Region, asked_of, filters_of, trend_response
from hashtagger.clock import zone_of
from hashtagger.trends.menus import menus
from hashtagger.trends.week import week

router = APIRouter(prefix="/v1/trends", tags=["trends"])
_EXTRA = {"parameters": [IF_NONE_MATCH]}


@router.get(
    "/scopes",
    operation_id="list_trend_scopes",
    response_model=TrendMenusOut,
    responses=responses(422) | NOT_MODIFIED,
    openapi_extra=_EXTRA,
)
async def scopes(
    request: Request,
    services: ServicesDep,
    caller: ReadCaller,
    region: Region = "",
    language: Language = "",
) -> Response:
    """What lists of trends there are now, and what one of them holds by kind, platform and category: for menus."""
    asked = asked_of(services, filters_of(region, language))
    return trend_response(request, await services.database.read(menus, asked))


@router.get(
    "/{tag:path}/seasonality",
    operation_id="read_seasonality",
    response_model=SeasonalityOut,
    responses=responses(404, 422) | NOT_MODIFIED,
    openapi_extra=_EXTRA,
)
async def seasonality(
    request: Request,
    tag: Annotated[
        Text, Path(max_length=400, examples=["mondaymotivation"], description="A tag in any spelling, or a phrase.")
    ],
    services: ServicesDep,
    caller: ReadCaller,
    region: Region = "",
    language: Language = "",
    platform: Platform = None,
    timezone: Annotated[
        Text, Query(min_length=1, max_length=60, examples=["Europe/Berlin"], description="A name of the IANA database.")
    ] = "UTC",
) -> Response:
    """The mean authors of each weekday and hour over the last four weeks, with how many hours each rests on."""
    asked = asked_of(services, filters_of(region, language, platform))
    return trend_response(request, await services.database.read(week, asked, tag, zone=zone_of(timezone)))
