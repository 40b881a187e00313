from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.trend_menus_out import TrendMenusOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    region: str | Unset = "",
    language: str | Unset = "",
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    params["region"] = region

    params["language"] = language

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/trends/scopes",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | TrendMenusOut | None:
    if response.status_code == 200:
        response_200 = TrendMenusOut.from_dict(response.json())

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
) -> Response[Any | Problem | TrendMenusOut]:
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
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendMenusOut]:
    """Scopes

     What lists of trends there are now, and what one of them holds by kind, platform and category: for
    menus.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendMenusOut]
    """

    kwargs = _get_kwargs(
        region=region,
        language=language,
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
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendMenusOut | None:
    """Scopes

     What lists of trends there are now, and what one of them holds by kind, platform and category: for
    menus.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendMenusOut
    """

    return sync_detailed(
        client=client,
        region=region,
        language=language,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | TrendMenusOut]:
    """Scopes

     What lists of trends there are now, and what one of them holds by kind, platform and category: for
    menus.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | TrendMenusOut]
    """

    kwargs = _get_kwargs(
        region=region,
        language=language,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    region: str | Unset = "",
    language: str | Unset = "",
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | TrendMenusOut | None:
    """Scopes

     What lists of trends there are now, and what one of them holds by kind, platform and category: for
    menus.

    Args:
        region (str | Unset): ISO 3166 code; '': the whole world. Default: ''.
        language (str | Unset): Of the posts; '': all together. Default: ''.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | TrendMenusOut
    """

    return (
        await asyncio_detailed(
            client=client,
            region=region,
            language=language,
            if_none_match=if_none_match,
        )
    ).parsed
