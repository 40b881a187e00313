from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bulk_out import BulkOut
from ...models.problem import Problem
from ...types import File, Response


def _get_kwargs(
    *,
    body: File,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/posts/engagement",
    }

    _kwargs["content"] = body.payload
    headers["Content-Type"] = "application/x-ndjson"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BulkOut | Problem | None:
    if response.status_code == 200:
        response_200 = BulkOut.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

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
) -> Response[BulkOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: File,
) -> Response[BulkOut | Problem]:
    """Report Many

     What many posts had earned: up to 100,000 rows of CSV (with a header, UTF-8) or JSON lines, 64 MiB
    at most.

    Each row stands for itself: right ones are kept, wrong ones are told by line. Rows are written while
    the body arrives,
    in chunks; when it is cut off the chunks so far stay. Send it again then: the same row again changes
    nothing, which is
    why there is no `Idempotency-Key`.

    Args:
        body (File): A JSON object a line, with some of these fields: impressions, reach, likes,
            comments, shares, saves, follows, observed_at, age_h, url, published_at, platform, format,
            tags, followers, post_id, profile_id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BulkOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: File,
) -> BulkOut | Problem | None:
    """Report Many

     What many posts had earned: up to 100,000 rows of CSV (with a header, UTF-8) or JSON lines, 64 MiB
    at most.

    Each row stands for itself: right ones are kept, wrong ones are told by line. Rows are written while
    the body arrives,
    in chunks; when it is cut off the chunks so far stay. Send it again then: the same row again changes
    nothing, which is
    why there is no `Idempotency-Key`.

    Args:
        body (File): A JSON object a line, with some of these fields: impressions, reach, likes,
            comments, shares, saves, follows, observed_at, age_h, url, published_at, platform, format,
            tags, followers, post_id, profile_id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BulkOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: File,
) -> Response[BulkOut | Problem]:
    """Report Many

     What many posts had earned: up to 100,000 rows of CSV (with a header, UTF-8) or JSON lines, 64 MiB
    at most.

    Each row stands for itself: right ones are kept, wrong ones are told by line. Rows are written while
    the body arrives,
    in chunks; when it is cut off the chunks so far stay. Send it again then: the same row again changes
    nothing, which is
    why there is no `Idempotency-Key`.

    Args:
        body (File): A JSON object a line, with some of these fields: impressions, reach, likes,
            comments, shares, saves, follows, observed_at, age_h, url, published_at, platform, format,
            tags, followers, post_id, profile_id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BulkOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: File,
) -> BulkOut | Problem | None:
    """Report Many

     What many posts had earned: up to 100,000 rows of CSV (with a header, UTF-8) or JSON lines, 64 MiB
    at most.

    Each row stands for itself: right ones are kept, wrong ones are told by line. Rows are written while
    the body arrives,
    in chunks; when it is cut off the chunks so far stay. Send it again then: the same row again changes
    nothing, which is
    why there is no `Idempotency-Key`.

    Args:
        body (File): A JSON object a line, with some of these fields: impressions, reach, likes,
            comments, shares, saves, follows, observed_at, age_h, url, published_at, platform, format,
            tags, followers, post_id, profile_id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BulkOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
