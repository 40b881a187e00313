from http import HTTPStatus
from io import BytesIO
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import UNSET, File, Response


def _get_kwargs(
    generation_id: str,
    number: int,
    *,
    expires: int,
    signature: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["expires"] = expires

    params["signature"] = signature

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/generations/{generation_id}/results/{number}".format(
            generation_id=quote(str(generation_id), safe=""),
            number=quote(str(number), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | File | Problem | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

        return response_200

    if response.status_code == 206:
        response_206 = cast(Any, None)
        return response_206

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 416:
        response_416 = cast(Any, None)
        return response_416

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
) -> Response[Any | File | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    generation_id: str,
    number: int,
    *,
    client: AuthenticatedClient | Client,
    expires: int,
    signature: str,
) -> Response[Any | File | Problem]:
    """Fetch

     What a job made. The link comes from the job and is enough; no key is needed until it expires.

    Args:
        generation_id (str): Of the job.
        number (int):
        expires (int): As in the link.
        signature (str): As in the link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | File | Problem]
    """

    kwargs = _get_kwargs(
        generation_id=generation_id,
        number=number,
        expires=expires,
        signature=signature,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    generation_id: str,
    number: int,
    *,
    client: AuthenticatedClient | Client,
    expires: int,
    signature: str,
) -> Any | File | Problem | None:
    """Fetch

     What a job made. The link comes from the job and is enough; no key is needed until it expires.

    Args:
        generation_id (str): Of the job.
        number (int):
        expires (int): As in the link.
        signature (str): As in the link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | File | Problem
    """

    return sync_detailed(
        generation_id=generation_id,
        number=number,
        client=client,
        expires=expires,
        signature=signature,
    ).parsed


async def asyncio_detailed(
    generation_id: str,
    number: int,
    *,
    client: AuthenticatedClient | Client,
    expires: int,
    signature: str,
) -> Response[Any | File | Problem]:
    """Fetch

     What a job made. The link comes from the job and is enough; no key is needed until it expires.

    Args:
        generation_id (str): Of the job.
        number (int):
        expires (int): As in the link.
        signature (str): As in the link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | File | Problem]
    """

    kwargs = _get_kwargs(
        generation_id=generation_id,
        number=number,
        expires=expires,
        signature=signature,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    generation_id: str,
    number: int,
    *,
    client: AuthenticatedClient | Client,
    expires: int,
    signature: str,
) -> Any | File | Problem | None:
    """Fetch

     What a job made. The link comes from the job and is enough; no key is needed until it expires.

    Args:
        generation_id (str): Of the job.
        number (int):
        expires (int): As in the link.
        signature (str): As in the link.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | File | Problem
    """

    return (
        await asyncio_detailed(
            generation_id=generation_id,
            number=number,
            client=client,
            expires=expires,
            signature=signature,
        )
    ).parsed
