from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.key_page_out import KeyPageOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    owner: None | str | Unset = UNSET,
    revoked: bool | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_owner: None | str | Unset
    if isinstance(owner, Unset):
        json_owner = UNSET
    else:
        json_owner = owner
    params["owner"] = json_owner

    json_revoked: bool | None | Unset
    if isinstance(revoked, Unset):
        json_revoked = UNSET
    else:
        json_revoked = revoked
    params["revoked"] = json_revoked

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
        "url": "/v1/keys",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KeyPageOut | Problem | None:
    if response.status_code == 200:
        response_200 = KeyPageOut.from_dict(response.json())

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
) -> Response[KeyPageOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    owner: None | str | Unset = UNSET,
    revoked: bool | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> Response[KeyPageOut | Problem]:
    """List Page

     Every key of every owner, newest first; never the keys themselves.

    Args:
        owner (None | str | Unset): Of this owner only.
        revoked (bool | None | Unset): Only those that were revoked, or only the others.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KeyPageOut | Problem]
    """

    kwargs = _get_kwargs(
        owner=owner,
        revoked=revoked,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    owner: None | str | Unset = UNSET,
    revoked: bool | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> KeyPageOut | Problem | None:
    """List Page

     Every key of every owner, newest first; never the keys themselves.

    Args:
        owner (None | str | Unset): Of this owner only.
        revoked (bool | None | Unset): Only those that were revoked, or only the others.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KeyPageOut | Problem
    """

    return sync_detailed(
        client=client,
        owner=owner,
        revoked=revoked,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    owner: None | str | Unset = UNSET,
    revoked: bool | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> Response[KeyPageOut | Problem]:
    """List Page

     Every key of every owner, newest first; never the keys themselves.

    Args:
        owner (None | str | Unset): Of this owner only.
        revoked (bool | None | Unset): Only those that were revoked, or only the others.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KeyPageOut | Problem]
    """

    kwargs = _get_kwargs(
        owner=owner,
        revoked=revoked,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    owner: None | str | Unset = UNSET,
    revoked: bool | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> KeyPageOut | Problem | None:
    """List Page

     Every key of every owner, newest first; never the keys themselves.

    Args:
        owner (None | str | Unset): Of this owner only.
        revoked (bool | None | Unset): Only those that were revoked, or only the others.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KeyPageOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            owner=owner,
            revoked=revoked,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
