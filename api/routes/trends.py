"""What trends: lists, one tag with its past and what comes next, several tags side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from api.conditional import IF_NONE_MATCH, NOT_MODIFIED
from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import ReadCaller, ServicesDep
from api.openapi import responses
from api.schemas.recommendations import Text
from api.schemas.trends import Kind, TrendComparisonOut, TrendDetailOut, TrendPageOut, Window
from api.trend_answers import Language, Platform, Region, asked_of, filters_of, trend_response
from hashtagger.errors import InvalidRequest
from hashtagger.observations import TrendKind
from hashtagger.storage.trend_reading import Filters, Order, Place
from hashtagger.trends.answers import comparison, demand_hours, detail, page, tags_of

router = APIRouter(prefix="/v1/trends", tags=["trends"])
_EXTRA = {"parameters": [IF_NONE_MATCH]}


@router.get(
    "",
    operation_id="list_trends",
    response_model=TrendPageOut,
    responses=responses(422) | NOT_MODIFIED,
    openapi_extra=_EXTRA,
)
async def list_page(
    request: Request,
    services: ServicesDep,
    caller: ReadCaller,
    region: Region = "",
    language: Language = "",
    category: Annotated[Text | None, Query(max_length=60, description="Of the catalogue.", examples=["food"])] = None,
    platform: Platform = None,
    window: Annotated[Window, Query(description="Each name once, as it stood in its best hour of this time.")] = "1h",
    kind: Annotated[Kind | None, Query(description="A phrase is no hashtag.")] = None,
    order: Annotated[
        Literal["burst", "volume", "growth"], Query(description="By score, posts a day, or growth a day.")
    ] = "burst",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")] = None,
) -> Response:
    """
    What trends now, best first.

    Only lists that are scored have anything: of a region, of a language, and of both where a source lists them together.
    """
    filters = Filters(
        region=region.upper(),
        language=language.lower(),
        category=category,
        source=platform,
        kind=None if kind is None else TrendKind(kind),
    )
    listed = f"{order} {window}"
    after = None if cursor is None else _after(cursor, listed)
    answer, more = await services.database.read(
        page, asked_of(services, filters), window=window, order=Order(order), limit=limit, after=after
    )
    return trend_response(request, {**answer, "next": None if more is None else cursor_of(listed, *more[0], more[1])})


@router.get(
    "/compare",
    operation_id="compare_trends",
    response_model=TrendComparisonOut,
    responses=responses(422) | NOT_MODIFIED,
    openapi_extra=_EXTRA,
)
async def compare(
    request: Request,
    services: ServicesDep,
    caller: ReadCaller,
    tags: Annotated[
        Text,
        Query(min_length=1, max_length=1_000, description="Up to five, separated by commas.", examples=["dogs,cats"]),
    ],
    region: Region = "",
    language: Language = "",
    platform: Platform = None,
    step: Annotated[Literal["hour", "day"], Query()] = "hour",
    hours: Annotated[int, Query(ge=1, le=9_504, description="How far back.")] = 168,
) -> Response:
    """Several tags side by side: for each source one series a tag, all beginning at the same moment."""
    wanted, daily = tags_of(tags), step == "day"
    demand_hours(hours, daily=daily)
    asked = asked_of(services, filters_of(region, language, platform))
    answer = await services.database.read(comparison, asked, wanted, hours=hours, daily=daily)
    return trend_response(request, answer)


@router.get(
    "/{tag:path}",  # a phrase may hold a slash: 9/11
    operation_id="read_trend",
    response_model=TrendDetailOut,
    responses=responses(404, 422) | NOT_MODIFIED,
    openapi_extra=_EXTRA,
)
async def read(
    request: Request,
    tag: Annotated[
        Text, Path(max_length=400, examples=["lunareclipse"], description="A tag in any spelling, or a phrase.")
    ],
    services: ServicesDep,
    caller: ReadCaller,
    region: Region = "",
    language: Language = "",
    platform: Platform = None,
    hours: Annotated[int, Query(ge=1, le=744, description="Length of the hourly history.")] = 168,
    days: Annotated[int, Query(ge=1, le=396, description="Length of the daily history.")] = 90,
) -> Response:
    """One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it."""
    asked = asked_of(services, filters_of(region, language, platform))
    answer = await services.database.read(detail, asked, tag, hours=hours, days=days)
    return trend_response(request, answer)


def _after(cursor: str, listed: str) -> tuple[Place, int]:
    """Where the page behind ``cursor`` begins. Raises ``InvalidRequest`` when it is of another list than ``listed``."""
    asked, value, name, of_kind, at = read_cursor(cursor, str, (int, float), str, str, int)
    if asked != listed:
        raise InvalidRequest(
            "the cursor is of a list with another window or order",
            code="invalid_cursor",
            advice="Keep all parameters from page to page.",
        )
    return Place(float(value), name, of_kind), at
