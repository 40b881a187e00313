from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.trend_detail_out import TrendDetailOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    tag: str,
    *,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    hours: int | Unset = 168,
    days: int | Unset = 90,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    params["region"] = region

    params["language"] = language

    json_platform: None | str | Unset
    if isinstance(platform, Unset):
        json_platform = UNSET
    else:
        json_platform = platform
    params["platform"] = json_platform

    params["hours"] = hours

    params["days"] = days

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/trends/{tag}".format(
            tag=quote(str(tag), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | TrendDetailOut | None:
    if response.status_code == 200:
        response_200 = TrendDetailOut.from_dict(response.json())

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
) -> Response[Any | Problem | TrendDetailOut]:
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
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    hours: int | Unset = 168,
    days: int | Unset = 90,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendDetailOut]:
    """Read

     One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        hours (int | Unset): Length of the hourly history. Default: 168.
        days (int | Unset): Length of the daily history. Default: 90.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendDetailOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        region=region,
        language=language,
        platform=platform,
        hours=hours,
        days=days,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    hours: int | Unset = 168,
    days: int | Unset = 90,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendDetailOut | None:
    """Read

     One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        hours (int | Unset): Length of the hourly history. Default: 168.
        days (int | Unset): Length of the daily history. Default: 90.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendDetailOut
    """

    return sync_detailed(
        tag=tag,
        client=client,
        region=region,
        language=language,
        platform=platform,
        hours=hours,
        days=days,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    hours: int | Unset = 168,
    days: int | Unset = 90,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendDetailOut]:
    """Read

     One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        hours (int | Unset): Length of the hourly history. Default: 168.
        days (int | Unset): Length of the daily history. Default: 90.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendDetailOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        region=region,
        language=language,
        platform=platform,
        hours=hours,
        days=days,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    hours: int | Unset = 168,
    days: int | Unset = 90,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendDetailOut | None:
    """Read

     One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        hours (int | Unset): Length of the hourly history. Default: 168.
        days (int | Unset): Length of the daily history. Default: 90.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendDetailOut
    """

    return (
        await asyncio_detailed(
            tag=tag,
            client=client,
            region=region,
            language=language,
            platform=platform,
            hours=hours,
            days=days,
            if_none_match=if_none_match,
        )
    ).parsed
