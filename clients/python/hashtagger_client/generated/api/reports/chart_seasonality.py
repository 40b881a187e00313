from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.chart_seasonality_theme import (
    ChartSeasonalityTheme,
)
from ...models.charts_out import ChartsOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    tag: str,
    *,
    theme: ChartSeasonalityTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
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

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/charts/seasonality/{tag}".format(
            tag=quote(str(tag), safe=""),
        ),
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

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    theme: ChartSeasonalityTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
) -> Response[ChartsOut | Problem]:
    """Seasonality

     The weekdays and hours of one tag: a chart for each source, named like it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        theme (ChartSeasonalityTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChartsOut | Problem]
    """

    kwargs = _get_kwargs(
        tag=tag,
        theme=theme,
        timezone=timezone,
        region=region,
        language=language,
        platform=platform,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    theme: ChartSeasonalityTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
) -> ChartsOut | Problem | None:
    """Seasonality

     The weekdays and hours of one tag: a chart for each source, named like it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        theme (ChartSeasonalityTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChartsOut | Problem
    """

    return sync_detailed(
        tag=tag,
        client=client,
        theme=theme,
        timezone=timezone,
        region=region,
        language=language,
        platform=platform,
    ).parsed


async def asyncio_detailed(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    theme: ChartSeasonalityTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
) -> Response[ChartsOut | Problem]:
    """Seasonality

     The weekdays and hours of one tag: a chart for each source, named like it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        theme (ChartSeasonalityTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChartsOut | Problem]
    """

    kwargs = _get_kwargs(
        tag=tag,
        theme=theme,
        timezone=timezone,
        region=region,
        language=language,
        platform=platform,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    theme: ChartSeasonalityTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
) -> ChartsOut | Problem | None:
    """Seasonality

     The weekdays and hours of one tag: a chart for each source, named like it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        theme (ChartSeasonalityTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChartsOut | Problem
    """

    return (
        await asyncio_detailed(
            tag=tag,
            client=client,
            theme=theme,
            timezone=timezone,
            region=region,
            language=language,
            platform=platform,
        )
    ).parsed
