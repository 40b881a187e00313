from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.watchlist_in import WatchlistIn
from ...models.watchlist_out import WatchlistOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: WatchlistIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/watchlists",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | WatchlistOut | None:
    if response.status_code == 201:
        response_201 = WatchlistOut.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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
) -> Response[Problem | WatchlistOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: WatchlistIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | WatchlistOut]:
    """Create

     Watch trends from now on: each hour that is scored is compared with the one before.

    The same rule of the same tag alerts once when it begins to hold, and not again for 24 hours. A
    webhook is signed as
    Standard Webhooks says; it and a mail may come more than once, with the same id.

    Args:
        idempotency_key (str | Unset):
        body (WatchlistIn): What to be told, and where. ``tags`` in any spelling; none means every
            trend.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WatchlistOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: WatchlistIn,
    idempotency_key: str | Unset = UNSET,
) -> Problem | WatchlistOut | None:
    """Create

     Watch trends from now on: each hour that is scored is compared with the one before.

    The same rule of the same tag alerts once when it begins to hold, and not again for 24 hours. A
    webhook is signed as
    Standard Webhooks says; it and a mail may come more than once, with the same id.

    Args:
        idempotency_key (str | Unset):
        body (WatchlistIn): What to be told, and where. ``tags`` in any spelling; none means every
            trend.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WatchlistOut
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: WatchlistIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | WatchlistOut]:
    """Create

     Watch trends from now on: each hour that is scored is compared with the one before.

    The same rule of the same tag alerts once when it begins to hold, and not again for 24 hours. A
    webhook is signed as
    Standard Webhooks says; it and a mail may come more than once, with the same id.

    Args:
        idempotency_key (str | Unset):
        body (WatchlistIn): What to be told, and where. ``tags`` in any spelling; none means every
            trend.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WatchlistOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: WatchlistIn,
    idempotency_key: str | Unset = UNSET,
) -> Problem | WatchlistOut | None:
    """Create

     Watch trends from now on: each hour that is scored is compared with the one before.

    The same rule of the same tag alerts once when it begins to hold, and not again for 24 hours. A
    webhook is signed as
    Standard Webhooks says; it and a mail may come more than once, with the same id.

    Args:
        idempotency_key (str | Unset):
        body (WatchlistIn): What to be told, and where. ``tags`` in any spelling; none means every
            trend.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WatchlistOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
