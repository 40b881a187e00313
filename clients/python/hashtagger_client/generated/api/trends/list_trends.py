from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_trends_kind_type_0 import (
    ListTrendsKindType0,
)
from ...models.list_trends_order import ListTrendsOrder
from ...models.list_trends_window import ListTrendsWindow
from ...models.problem import Problem
from ...models.trend_page_out import TrendPageOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    region: str | Unset = "",
    language: str | Unset = "",
    category: None | str | Unset = UNSET,
    platform: None | str | Unset = UNSET,
    window: ListTrendsWindow | Unset = "1h",
    kind: ListTrendsKindType0 | None | Unset = UNSET,
    order: ListTrendsOrder | Unset = "burst",
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    params["region"] = region

    params["language"] = language

    json_category: None | str | Unset
    if isinstance(category, Unset):
        json_category = UNSET
    else:
        json_category = category
    params["category"] = json_category

    json_platform: None | str | Unset
    if isinstance(platform, Unset):
        json_platform = UNSET
    else:
        json_platform = platform
    params["platform"] = json_platform

    json_window: str | Unset = UNSET
    if not isinstance(window, Unset):
        json_window = window

    params["window"] = json_window

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = order

    params["order"] = json_order

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/trends",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | TrendPageOut | None:
    if response.status_code == 200:
        response_200 = TrendPageOut.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Problem | TrendPageOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    category: None | str | Unset = UNSET,
    platform: None | str | Unset = UNSET,
    window: ListTrendsWindow | Unset = "1h",
    kind: ListTrendsKindType0 | None | Unset = UNSET,
    order: ListTrendsOrder | Unset = "burst",
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendPageOut]:
    """List Page

     What trends now, best first.

    Only lists that are scored have anything: of a region, of a language, and of both where a source
    lists them together.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        category (None | str | Unset): Of the catalogue.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        window (ListTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ListTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ListTrendsOrder | Unset): By score, posts a day, or growth a day. Default: 'burst'.
        limit (int | Unset):  Default: 50.
        cursor (None | str | Unset): The 'next' of the page before.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendPageOut]
    """

    kwargs = _get_kwargs(
        region=region,
        language=language,
        category=category,
        platform=platform,
        window=window,
        kind=kind,
        order=order,
        limit=limit,
        cursor=cursor,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    category: None | str | Unset = UNSET,
    platform: None | str | Unset = UNSET,
    window: ListTrendsWindow | Unset = "1h",
    kind: ListTrendsKindType0 | None | Unset = UNSET,
    order: ListTrendsOrder | Unset = "burst",
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendPageOut | None:
    """List Page

     What trends now, best first.

    Only lists that are scored have anything: of a region, of a language, and of both where a source
    lists them together.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        category (None | str | Unset): Of the catalogue.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        window (ListTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ListTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ListTrendsOrder | Unset): By score, posts a day, or growth a day. Default: 'burst'.
        limit (int | Unset):  Default: 50.
        cursor (None | str | Unset): The 'next' of the page before.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendPageOut
    """

    return sync_detailed(
        client=client,
        region=region,
        language=language,
        category=category,
        platform=platform,
        window=window,
        kind=kind,
        order=order,
        limit=limit,
        cursor=cursor,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    category: None | str | Unset = UNSET,
    platform: None | str | Unset = UNSET,
    window: ListTrendsWindow | Unset = "1h",
    kind: ListTrendsKindType0 | None | Unset = UNSET,
    order: ListTrendsOrder | Unset = "burst",
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendPageOut]:
    """List Page

     What trends now, best first.

    Only lists that are scored have anything: of a region, of a language, and of both where a source
    lists them together.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        category (None | str | Unset): Of the catalogue.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        window (ListTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ListTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ListTrendsOrder | Unset): By score, posts a day, or growth a day. Default: 'burst'.
        limit (int | Unset):  Default: 50.
        cursor (None | str | Unset): The 'next' of the page before.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendPageOut]
    """

    kwargs = _get_kwargs(
        region=region,
        language=language,
        category=category,
        platform=platform,
        window=window,
        kind=kind,
        order=order,
        limit=limit,
        cursor=cursor,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    category: None | str | Unset = UNSET,
    platform: None | str | Unset = UNSET,
    window: ListTrendsWindow | Unset = "1h",
    kind: ListTrendsKindType0 | None | Unset = UNSET,
    order: ListTrendsOrder | Unset = "burst",
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendPageOut | None:
    """List Page

     What trends now, best first.

    Only lists that are scored have anything: of a region, of a language, and of both where a source
    lists them together.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        category (None | str | Unset): Of the catalogue.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        window (ListTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ListTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ListTrendsOrder | Unset): By score, posts a day, or growth a day. Default: 'burst'.
        limit (int | Unset):  Default: 50.
        cursor (None | str | Unset): The 'next' of the page before.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendPageOut
    """

    return (
        await asyncio_detailed(
            client=client,
            region=region,
            language=language,
            category=category,
            platform=platform,
            window=window,
            kind=kind,
            order=order,
            limit=limit,
            cursor=cursor,
            if_none_match=if_none_match,
        )
    ).parsed
