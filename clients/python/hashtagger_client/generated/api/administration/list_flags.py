from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.flag_page_out import FlagPageOut
from ...models.list_flags_flag_type_0 import (
    ListFlagsFlagType0,
)
from ...models.list_flags_origin_type_0 import (
    ListFlagsOriginType0,
)
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    flag: ListFlagsFlagType0 | None | Unset = UNSET,
    origin: ListFlagsOriginType0 | None | Unset = UNSET,
    prefix: str | Unset = "",
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_flag: None | str | Unset
    if isinstance(flag, Unset):
        json_flag = UNSET
    elif isinstance(flag, str):
        json_flag = flag
    else:
        json_flag = flag
    params["flag"] = json_flag

    json_origin: None | str | Unset
    if isinstance(origin, Unset):
        json_origin = UNSET
    elif isinstance(origin, str):
        json_origin = origin
    else:
        json_origin = origin
    params["origin"] = json_origin

    params["prefix"] = prefix

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
        "url": "/v1/flags",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> FlagPageOut | Problem | None:
    if response.status_code == 200:
        response_200 = FlagPageOut.from_dict(response.json())

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
) -> Response[FlagPageOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    flag: ListFlagsFlagType0 | None | Unset = UNSET,
    origin: ListFlagsOriginType0 | None | Unset = UNSET,
    prefix: str | Unset = "",
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> Response[FlagPageOut | Problem]:
    """List Page

     Every rule, flag and decision about tags, in the order of names; every filter narrows.

    Args:
        flag (ListFlagsFlagType0 | None | Unset): Only these; 'allowed': what was let pass.
        origin (ListFlagsOriginType0 | None | Unset): Shipped rules, the review of new tags, or
            the users'.
        prefix (str | Unset): Names that begin so. Default: ''.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FlagPageOut | Problem]
    """

    kwargs = _get_kwargs(
        flag=flag,
        origin=origin,
        prefix=prefix,
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
    flag: ListFlagsFlagType0 | None | Unset = UNSET,
    origin: ListFlagsOriginType0 | None | Unset = UNSET,
    prefix: str | Unset = "",
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> FlagPageOut | Problem | None:
    """List Page

     Every rule, flag and decision about tags, in the order of names; every filter narrows.

    Args:
        flag (ListFlagsFlagType0 | None | Unset): Only these; 'allowed': what was let pass.
        origin (ListFlagsOriginType0 | None | Unset): Shipped rules, the review of new tags, or
            the users'.
        prefix (str | Unset): Names that begin so. Default: ''.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FlagPageOut | Problem
    """

    return sync_detailed(
        client=client,
        flag=flag,
        origin=origin,
        prefix=prefix,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    flag: ListFlagsFlagType0 | None | Unset = UNSET,
    origin: ListFlagsOriginType0 | None | Unset = UNSET,
    prefix: str | Unset = "",
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> Response[FlagPageOut | Problem]:
    """List Page

     Every rule, flag and decision about tags, in the order of names; every filter narrows.

    Args:
        flag (ListFlagsFlagType0 | None | Unset): Only these; 'allowed': what was let pass.
        origin (ListFlagsOriginType0 | None | Unset): Shipped rules, the review of new tags, or
            the users'.
        prefix (str | Unset): Names that begin so. Default: ''.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FlagPageOut | Problem]
    """

    kwargs = _get_kwargs(
        flag=flag,
        origin=origin,
        prefix=prefix,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    flag: ListFlagsFlagType0 | None | Unset = UNSET,
    origin: ListFlagsOriginType0 | None | Unset = UNSET,
    prefix: str | Unset = "",
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> FlagPageOut | Problem | None:
    """List Page

     Every rule, flag and decision about tags, in the order of names; every filter narrows.

    Args:
        flag (ListFlagsFlagType0 | None | Unset): Only these; 'allowed': what was let pass.
        origin (ListFlagsOriginType0 | None | Unset): Shipped rules, the review of new tags, or
            the users'.
        prefix (str | Unset): Names that begin so. Default: ''.
        limit (int | Unset):  Default: 100.
        cursor (None | str | Unset): The 'next' of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FlagPageOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            flag=flag,
            origin=origin,
            prefix=prefix,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
