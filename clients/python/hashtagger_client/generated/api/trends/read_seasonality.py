from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.seasonality_out import SeasonalityOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    tag: str,
    *,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    timezone: str | Unset = "UTC",
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

    params["timezone"] = timezone

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/trends/{tag}/seasonality".format(
            tag=quote(str(tag), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | SeasonalityOut | None:
    if response.status_code == 200:
        response_200 = SeasonalityOut.from_dict(response.json())

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
) -> Response[Any | Problem | SeasonalityOut]:
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
    timezone: str | Unset = "UTC",
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | SeasonalityOut]:
    """Seasonality

     The mean authors of each weekday and hour over the last four weeks, with how many hours each rests
    on.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        timezone (str | Unset): A name of the IANA database. Default: 'UTC'.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | SeasonalityOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        region=region,
        language=language,
        platform=platform,
        timezone=timezone,
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
    timezone: str | Unset = "UTC",
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | SeasonalityOut | None:
    """Seasonality

     The mean authors of each weekday and hour over the last four weeks, with how many hours each rests
    on.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        timezone (str | Unset): A name of the IANA database. Default: 'UTC'.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | SeasonalityOut
    """

    return sync_detailed(
        tag=tag,
        client=client,
        region=region,
        language=language,
        platform=platform,
        timezone=timezone,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    platform: None | str | Unset = UNSET,
    timezone: str | Unset = "UTC",
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | SeasonalityOut]:
    """Seasonality

     The mean authors of each weekday and hour over the last four weeks, with how many hours each rests
    on.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        timezone (str | Unset): A name of the IANA database. Default: 'UTC'.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | SeasonalityOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        region=region,
        language=language,
        platform=platform,
        timezone=timezone,
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
    timezone: str | Unset = "UTC",
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | SeasonalityOut | None:
    """Seasonality

     The mean authors of each weekday and hour over the last four weeks, with how many hours each rests
    on.

    Args:
        tag (str): A tag in any spelling, or a phrase.
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        platform (None | str | Unset): A source of GET /v1/sources: only what it knows.
        timezone (str | Unset): A name of the IANA database. Default: 'UTC'.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | SeasonalityOut
    """

    return (
        await asyncio_detailed(
            tag=tag,
            client=client,
            region=region,
            language=language,
            platform=platform,
            timezone=timezone,
            if_none_match=if_none_match,
        )
    ).parsed
