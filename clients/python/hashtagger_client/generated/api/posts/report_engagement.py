from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.engagement_in import EngagementIn
from ...models.post_detail_out import PostDetailOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    post_id: str,
    *,
    body: EngagementIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/posts/{post_id}/engagement".format(
            post_id=quote(str(post_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PostDetailOut | Problem | None:
    if response.status_code == 200:
        response_200 = PostDetailOut.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

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
) -> Response[PostDetailOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    post_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: EngagementIn,
) -> Response[PostDetailOut | Problem]:
    """Report One

     What a post had earned at one moment, as totals. The post need not be known yet.

    May come late, twice and in any order: of two reports for one moment the larger of each count stays,
    so a retry
    changes nothing and there is no `Idempotency-Key`.

    Args:
        post_id (str): Your own name for the post.
        body (EngagementIn): What a post had earned at one moment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PostDetailOut | Problem]
    """

    kwargs = _get_kwargs(
        post_id=post_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    post_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: EngagementIn,
) -> PostDetailOut | Problem | None:
    """Report One

     What a post had earned at one moment, as totals. The post need not be known yet.

    May come late, twice and in any order: of two reports for one moment the larger of each count stays,
    so a retry
    changes nothing and there is no `Idempotency-Key`.

    Args:
        post_id (str): Your own name for the post.
        body (EngagementIn): What a post had earned at one moment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PostDetailOut | Problem
    """

    return sync_detailed(
        post_id=post_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    post_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: EngagementIn,
) -> Response[PostDetailOut | Problem]:
    """Report One

     What a post had earned at one moment, as totals. The post need not be known yet.

    May come late, twice and in any order: of two reports for one moment the larger of each count stays,
    so a retry
    changes nothing and there is no `Idempotency-Key`.

    Args:
        post_id (str): Your own name for the post.
        body (EngagementIn): What a post had earned at one moment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PostDetailOut | Problem]
    """

    kwargs = _get_kwargs(
        post_id=post_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    post_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: EngagementIn,
) -> PostDetailOut | Problem | None:
    """Report One

     What a post had earned at one moment, as totals. The post need not be known yet.

    May come late, twice and in any order: of two reports for one moment the larger of each count stays,
    so a retry
    changes nothing and there is no `Idempotency-Key`.

    Args:
        post_id (str): Your own name for the post.
        body (EngagementIn): What a post had earned at one moment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PostDetailOut | Problem
    """

    return (
        await asyncio_detailed(
            post_id=post_id,
            client=client,
            body=body,
        )
    ).parsed
