from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.chart_comparison_step import (
    ChartComparisonStep,
)
from ...models.chart_comparison_theme import (
    ChartComparisonTheme,
)
from ...models.charts_out import ChartsOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    theme: ChartComparisonTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    tags: str,
    step: ChartComparisonStep | Unset = "hour",
    hours: int | Unset = 168,
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

    params["tags"] = tags

    json_step: str | Unset = UNSET
    if not isinstance(step, Unset):
        json_step = step

    params["step"] = json_step

    params["hours"] = hours

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/charts/comparison",
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
    theme: ChartComparisonTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    tags: str,
    step: ChartComparisonStep | Unset = "hour",
    hours: int | Unset = 168,
) -> Response[ChartsOut | Problem]:
    """Comparison

     Up to five tags side by side: a chart for each source, named like it.

    Args:
        theme (ChartComparisonTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        tags (str): Up to five, separated by commas.
        step (ChartComparisonStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.

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
        tags=tags,
        step=step,
        hours=hours,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartComparisonTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    tags: str,
    step: ChartComparisonStep | Unset = "hour",
    hours: int | Unset = 168,
) -> ChartsOut | Problem | None:
    """Comparison

     Up to five tags side by side: a chart for each source, named like it.

    Args:
        theme (ChartComparisonTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        tags (str): Up to five, separated by commas.
        step (ChartComparisonStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.

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
        tags=tags,
        step=step,
        hours=hours,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartComparisonTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    tags: str,
    step: ChartComparisonStep | Unset = "hour",
    hours: int | Unset = 168,
) -> Response[ChartsOut | Problem]:
    """Comparison

     Up to five tags side by side: a chart for each source, named like it.

    Args:
        theme (ChartComparisonTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        tags (str): Up to five, separated by commas.
        step (ChartComparisonStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.

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
        tags=tags,
        step=step,
        hours=hours,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    theme: ChartComparisonTheme | Unset = "light",
    timezone: str | Unset = "UTC",
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    tags: str,
    step: ChartComparisonStep | Unset = "hour",
    hours: int | Unset = 168,
) -> ChartsOut | Problem | None:
    """Comparison

     Up to five tags side by side: a chart for each source, named like it.

    Args:
        theme (ChartComparisonTheme | Unset):  Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        tags (str): Up to five, separated by commas.
        step (ChartComparisonStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.

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
            tags=tags,
            step=step,
            hours=hours,
        )
    ).parsed
