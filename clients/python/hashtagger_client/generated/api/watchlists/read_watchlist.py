from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.watchlist_detail_out import WatchlistDetailOut
from ...types import Response


def _get_kwargs(
    watchlist_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/watchlists/{watchlist_id}".format(
            watchlist_id=quote(str(watchlist_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | WatchlistDetailOut | None:
    if response.status_code == 200:
        response_200 = WatchlistDetailOut.from_dict(response.json())

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
) -> Response[Problem | WatchlistDetailOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    watchlist_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Problem | WatchlistDetailOut]:
    """Read

     A watchlist and how its newest messages went.

    Args:
        watchlist_id (str): Of a watchlist.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WatchlistDetailOut]
    """

    kwargs = _get_kwargs(
        watchlist_id=watchlist_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    watchlist_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Problem | WatchlistDetailOut | None:
    """Read

     A watchlist and how its newest messages went.

    Args:
        watchlist_id (str): Of a watchlist.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WatchlistDetailOut
    """

    return sync_detailed(
        watchlist_id=watchlist_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    watchlist_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Problem | WatchlistDetailOut]:
    """Read

     A watchlist and how its newest messages went.

    Args:
        watchlist_id (str): Of a watchlist.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WatchlistDetailOut]
    """

    kwargs = _get_kwargs(
        watchlist_id=watchlist_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    watchlist_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Problem | WatchlistDetailOut | None:
    """Read

     A watchlist and how its newest messages went.

    Args:
        watchlist_id (str): Of a watchlist.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WatchlistDetailOut
    """

    return (
        await asyncio_detailed(
            watchlist_id=watchlist_id,
            client=client,
        )
    ).parsed
