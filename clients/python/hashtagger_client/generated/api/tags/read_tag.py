from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.tag_detail_out import TagDetailOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    tag: str,
    *,
    region: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_region: None | str | Unset
    if isinstance(region, Unset):
        json_region = UNSET
    else:
        json_region = region
    params["region"] = json_region

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/tags/{tag}".format(
            tag=quote(str(tag), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | TagDetailOut | None:
    if response.status_code == 200:
        response_200 = TagDetailOut.from_dict(response.json())

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
) -> Response[Problem | TagDetailOut]:
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
    region: None | str | Unset = UNSET,
) -> Response[Problem | TagDetailOut]:
    """Read

     One tag with statistics, flags, other spellings and related tags; another spelling leads to the tag
    it stands for.

    Args:
        tag (str): With or without '#', any spelling.
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TagDetailOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        region=region,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: None | str | Unset = UNSET,
) -> Problem | TagDetailOut | None:
    """Read

     One tag with statistics, flags, other spellings and related tags; another spelling leads to the tag
    it stands for.

    Args:
        tag (str): With or without '#', any spelling.
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TagDetailOut
    """

    return sync_detailed(
        tag=tag,
        client=client,
        region=region,
    ).parsed


async def asyncio_detailed(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: None | str | Unset = UNSET,
) -> Response[Problem | TagDetailOut]:
    """Read

     One tag with statistics, flags, other spellings and related tags; another spelling leads to the tag
    it stands for.

    Args:
        tag (str): With or without '#', any spelling.
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TagDetailOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        region=region,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    region: None | str | Unset = UNSET,
) -> Problem | TagDetailOut | None:
    """Read

     One tag with statistics, flags, other spellings and related tags; another spelling leads to the tag
    it stands for.

    Args:
        tag (str): With or without '#', any spelling.
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TagDetailOut
    """

    return (
        await asyncio_detailed(
            tag=tag,
            client=client,
            region=region,
        )
    ).parsed
