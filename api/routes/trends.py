"""What trends: lists, one tag with its past and what comes next, several tags side by side."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.conditional import IF_NONE_MATCH, NOT_MODIFIED
from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import ReadCaller, ServicesDep
from api.openapi import responses
from api.schemas.recommendations import Text
from api.schemas.trends import ComparisonOut, Kind, TrendDetailOut, TrendPageOut, Window
from api.trend_answers import Language, Platform, Region, about, filters_of, trend_response
from hashtagger.bootstrap import Services
from hashtagger.errors import InvalidRequest, NotFound
from hashtagger.observations import TrendKind
from hashtagger.storage.trend_reading import Filters, Order, Place, list_trends, newest_hour
from hashtagger.text.hashtags import canonical_tag
from hashtagger.trend_answer import as_answer
from hashtagger.trends.detail import compared, tag_detail
from hashtagger.types import Tag

router = APIRouter(prefix="/v1/trends", tags=["trends"])
MOST_COMPARED = 5
_WINDOW_H = {"1h": 1, "24h": 24, "7d": 168}
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
    answer = await services.database.read(
        _page, services, filters, window=window, order=Order(order), limit=limit, cursor=cursor
    )
    return trend_response(request, answer)


@router.get(
    "/compare",
    operation_id="compare_trends",
    response_model=ComparisonOut,
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
    wanted = _tags_of(tags)
    if step == "hour" and hours > 744:
        raise InvalidRequest(
            "more than 744 hours can only be had by the day", code="too_many_hours", advice="Ask step=day."
        )
    filters = filters_of(region, language, platform)
    answer = await services.database.read(_comparison, services, wanted, filters, hours=hours, daily=step == "day")
    return trend_response(request, answer)


@router.get(
    "/{tag}",
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
    filters = filters_of(region, language, platform)
    answer = await services.database.read(_detail, services, tag, filters, hours=hours, days=days)
    return trend_response(request, answer)


def _page(
    connection: sa.Connection,
    services: Services,
    filters: Filters,
    *,
    window: Window,
    order: Order,
    limit: int,
    cursor: str | None,
) -> dict[str, Any]:
    hour, after = newest_hour(connection), None
    if cursor is not None:
        asked, value, name, of_kind, at = read_cursor(cursor, str, (int, float), str, str, int)
        if asked != f"{order.value} {window}" or hour is None or not 0 <= at <= hour:
            raise InvalidRequest(
                "the cursor is of a list with another window or order",
                code="invalid_cursor",
                advice="Keep all parameters from page to page.",
            )
        hour, after = at, Place(float(value), name, of_kind)
    found = (
        []
        if hour is None
        else list_trends(
            connection, hour, filters, window_h=_WINDOW_H[window], order=order, limit=limit + 1, after=after
        )
    )
    floor = services.settings.trends.public_floor
    return {
        **about(connection, services, filters, hour),
        "window": window,
        "order": order.value,
        "trends": [as_answer(trend, floor=floor) for _, trend in found[:limit]],
        "next": cursor_of(f"{order.value} {window}", *found[limit - 1][0], hour) if len(found) > limit else None,
    }


def _detail(
    connection: sa.Connection, services: Services, tag: str, filters: Filters, *, hours: int, days: int
) -> dict[str, Any]:
    hour = newest_hour(connection)
    if hour is None:
        raise NotFound("nothing was scored yet", code="unknown_trend", advice="GET /v1/sources tells what is crawled.")
    floor = services.settings.trends.public_floor
    told = tag_detail(connection, tag, filters, hour=hour, floor=floor, hours=hours, days=days)
    return {**about(connection, services, filters, hour), **told}


def _comparison(
    connection: sa.Connection, services: Services, tags: list[Tag], filters: Filters, *, hours: int, daily: bool
) -> dict[str, Any]:
    hour, floor = newest_hour(connection), services.settings.trends.public_floor
    frame = about(connection, services, filters, hour)
    if hour is None:
        return {**frame, "compared": [], "unknown": tags}
    told = compared(connection, tags, filters, hour=hour, hours=hours, daily=daily, floor=floor)
    return {**frame, "compared": told["sources"], "unknown": told["unknown"]}


def _tags_of(text: str) -> list[Tag]:
    """Raises ``InvalidTag`` for what is none, ``InvalidRequest`` (code ``too_many_tags``) for more than five."""
    tags = list(dict.fromkeys(canonical_tag(part) for part in text.split(",") if part.strip()))
    if not 1 <= len(tags) <= MOST_COMPARED:
        raise InvalidRequest(
            f"there are {len(tags)} tags; between 1 and {MOST_COMPARED} can be compared", code="too_many_tags"
        )
    return tags
