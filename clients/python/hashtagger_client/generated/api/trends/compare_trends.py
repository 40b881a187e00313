from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.compare_trends_step import CompareTrendsStep
from ...models.problem import Problem
from ...models.trend_comparison_out import TrendComparisonOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    tags: str,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    step: CompareTrendsStep | Unset = "hour",
    hours: int | Unset = 168,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    params["tags"] = tags

    params["region"] = region

    params["language"] = language

    json_platform: None | str | Unset
    if isinstance(platform, Unset):
        json_platform = UNSET
    else:
        json_platform = platform
    params["platform"] = json_platform

    json_step: str | Unset = UNSET
    if not isinstance(step, Unset):
        json_step = step

    params["step"] = json_step

    params["hours"] = hours

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/trends/compare",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | TrendComparisonOut | None:
    if response.status_code == 200:
        response_200 = TrendComparisonOut.from_dict(response.json())

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
) -> Response[Any | Problem | TrendComparisonOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    tags: str,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    step: CompareTrendsStep | Unset = "hour",
    hours: int | Unset = 168,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendComparisonOut]:
    """Compare

     Several tags side by side: for each source one series a tag, all beginning at the same moment.

    Args:
        tags (str): Up to five, separated by commas.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        step (CompareTrendsStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendComparisonOut]
    """

    kwargs = _get_kwargs(
        tags=tags,
        region=region,
        language=language,
        platform=platform,
        step=step,
        hours=hours,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    tags: str,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    step: CompareTrendsStep | Unset = "hour",
    hours: int | Unset = 168,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendComparisonOut | None:
    """Compare

     Several tags side by side: for each source one series a tag, all beginning at the same moment.

    Args:
        tags (str): Up to five, separated by commas.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        step (CompareTrendsStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendComparisonOut
    """

    return sync_detailed(
        client=client,
        tags=tags,
        region=region,
        language=language,
        platform=platform,
        step=step,
        hours=hours,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    tags: str,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    step: CompareTrendsStep | Unset = "hour",
    hours: int | Unset = 168,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendComparisonOut]:
    """Compare

     Several tags side by side: for each source one series a tag, all beginning at the same moment.

    Args:
        tags (str): Up to five, separated by commas.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        step (CompareTrendsStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendComparisonOut]
    """

    kwargs = _get_kwargs(
        tags=tags,
        region=region,
        language=language,
        platform=platform,
        step=step,
        hours=hours,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    tags: str,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    step: CompareTrendsStep | Unset = "hour",
    hours: int | Unset = 168,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendComparisonOut | None:
    """Compare

     Several tags side by side: for each source one series a tag, all beginning at the same moment.

    Args:
        tags (str): Up to five, separated by commas.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        step (CompareTrendsStep | Unset):  Default: 'hour'.
        hours (int | Unset): How far back. Default: 168.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendComparisonOut
    """

    return (
        await asyncio_detailed(
            client=client,
            tags=tags,
            region=region,
            language=language,
            platform=platform,
            step=step,
            hours=hours,
            if_none_match=if_none_match,
        )
    ).parsed
