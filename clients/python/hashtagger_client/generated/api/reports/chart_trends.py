from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.chart_trends_kind_type_0 import (
    ChartTrendsKindType0,
)
from ...models.chart_trends_order import ChartTrendsOrder
from ...models.chart_trends_theme import ChartTrendsTheme
from ...models.chart_trends_window import ChartTrendsWindow
from ...models.charts_out import ChartsOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    theme: ChartTrendsTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    window: ChartTrendsWindow | Unset = "1h",
    kind: ChartTrendsKindType0 | None | Unset = UNSET,
    order: ChartTrendsOrder | Unset = "burst",
    limit: int | Unset = 100,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_theme: str | Unset = UNSET
    if not isinstance(theme, Unset):
        json_theme = theme

    params["theme"] = json_theme

    params["timezone"] = timezone

    params["region"] = region

    params["language"] = language

    json_platform: None | str | Unset
    if isinstance(platform, Unset):
        json_platform = UNSET
    else:
        json_platform = platform
    params["platform"] = json_platform

    json_category: None | str | Unset
    if isinstance(category, Unset):
        json_category = UNSET
    else:
        json_category = category
    params["category"] = json_category

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

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/charts/trends",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChartsOut | Problem | None:
    if response.status_code == 200:
        response_200 = ChartsOut.from_dict(response.json())

        return response_200

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
) -> Response[ChartsOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartTrendsTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    window: ChartTrendsWindow | Unset = "1h",
    kind: ChartTrendsKindType0 | None | Unset = UNSET,
    order: ChartTrendsOrder | Unset = "burst",
    limit: int | Unset = 100,
) -> Response[ChartsOut | Problem]:
    """Trends

     What trends now: the chart `ranking` of the first 20, its table with all.

    Args:
        theme (ChartTrendsTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        category (None | str | Unset): Of the catalogue.
        window (ChartTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ChartTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ChartTrendsOrder | Unset): By score, posts a day, or growth a day. Default:
            'burst'.
        limit (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChartsOut | Problem]
    """

    kwargs = _get_kwargs(
        theme=theme,
        timezone=timezone,
        region=region,
        language=language,
        platform=platform,
        category=category,
        window=window,
        kind=kind,
        order=order,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartTrendsTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    window: ChartTrendsWindow | Unset = "1h",
    kind: ChartTrendsKindType0 | None | Unset = UNSET,
    order: ChartTrendsOrder | Unset = "burst",
    limit: int | Unset = 100,
) -> ChartsOut | Problem | None:
    """Trends

     What trends now: the chart `ranking` of the first 20, its table with all.

    Args:
        theme (ChartTrendsTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        category (None | str | Unset): Of the catalogue.
        window (ChartTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ChartTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ChartTrendsOrder | Unset): By score, posts a day, or growth a day. Default:
            'burst'.
        limit (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChartsOut | Problem
    """

    return sync_detailed(
        client=client,
        theme=theme,
        timezone=timezone,
        region=region,
        language=language,
        platform=platform,
        category=category,
        window=window,
        kind=kind,
        order=order,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartTrendsTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    window: ChartTrendsWindow | Unset = "1h",
    kind: ChartTrendsKindType0 | None | Unset = UNSET,
    order: ChartTrendsOrder | Unset = "burst",
    limit: int | Unset = 100,
) -> Response[ChartsOut | Problem]:
    """Trends

     What trends now: the chart `ranking` of the first 20, its table with all.

    Args:
        theme (ChartTrendsTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        category (None | str | Unset): Of the catalogue.
        window (ChartTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ChartTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ChartTrendsOrder | Unset): By score, posts a day, or growth a day. Default:
            'burst'.
        limit (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChartsOut | Problem]
    """

    kwargs = _get_kwargs(
        theme=theme,
        timezone=timezone,
        region=region,
        language=language,
        platform=platform,
        category=category,
        window=window,
        kind=kind,
        order=order,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartTrendsTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    window: ChartTrendsWindow | Unset = "1h",
    kind: ChartTrendsKindType0 | None | Unset = UNSET,
    order: ChartTrendsOrder | Unset = "burst",
    limit: int | Unset = 100,
) -> ChartsOut | Problem | None:
    """Trends

     What trends now: the chart `ranking` of the first 20, its table with all.

    Args:
        theme (ChartTrendsTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        category (None | str | Unset): Of the catalogue.
        window (ChartTrendsWindow | Unset): Each name once, as it stood in its best hour of this
            time. Default: '1h'.
        kind (ChartTrendsKindType0 | None | Unset): A phrase is no hashtag.
        order (ChartTrendsOrder | Unset): By score, posts a day, or growth a day. Default:
            'burst'.
        limit (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChartsOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            theme=theme,
            timezone=timezone,
            region=region,
            language=language,
            platform=platform,
            category=category,
            window=window,
            kind=kind,
            order=order,
            limit=limit,
        )
    ).parsed
