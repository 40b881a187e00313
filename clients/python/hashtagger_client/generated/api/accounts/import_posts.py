from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.import_out import ImportOut
from ...models.import_posts_body import ImportPostsBody
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    profile_id: str,
    *,
    body: ImportPostsBody,
    platform: str | Unset = "instagram",
    time_zone: str | Unset = "UTC",
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["platform"] = platform

    params["time_zone"] = time_zone

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/accounts/{profile_id}/posts".format(
            profile_id=quote(str(profile_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["files"] = body.to_multipart()


    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ImportOut | Problem | None:
    if response.status_code == 200:
        response_200 = ImportOut.from_dict(response.json())

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
) -> Response[ImportOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ImportPostsBody,
    platform: str | Unset = "instagram",
    time_zone: str | Unset = "UTC",
) -> Response[ImportOut | Problem]:
    """Import Posts

     Bring an account's own posts: Instagram's export (ZIP or JSON) or a CSV, 64 MiB at most, as the body
    or as a form's `file`.

    Of captions only their tags are kept. The same file again changes nothing, which is why there is no
    `Idempotency-Key`.
    What the account's tags earned is counted at once.

    Args:
        profile_id (str): The profile_id that recommendations are asked with.
        platform (str | Unset): Where they were published. Default: 'instagram'.
        time_zone (str | Unset): Of times in a CSV that name none. Default: 'UTC'.
        body (ImportPostsBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImportOut | Problem]
    """

    kwargs = _get_kwargs(
        profile_id=profile_id,
        body=body,
        platform=platform,
        time_zone=time_zone,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ImportPostsBody,
    platform: str | Unset = "instagram",
    time_zone: str | Unset = "UTC",
) -> ImportOut | Problem | None:
    """Import Posts

     Bring an account's own posts: Instagram's export (ZIP or JSON) or a CSV, 64 MiB at most, as the body
    or as a form's `file`.

    Of captions only their tags are kept. The same file again changes nothing, which is why there is no
    `Idempotency-Key`.
    What the account's tags earned is counted at once.

    Args:
        profile_id (str): The profile_id that recommendations are asked with.
        platform (str | Unset): Where they were published. Default: 'instagram'.
        time_zone (str | Unset): Of times in a CSV that name none. Default: 'UTC'.
        body (ImportPostsBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImportOut | Problem
    """

    return sync_detailed(
        profile_id=profile_id,
        client=client,
        body=body,
        platform=platform,
        time_zone=time_zone,
    ).parsed


async def asyncio_detailed(
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ImportPostsBody,
    platform: str | Unset = "instagram",
    time_zone: str | Unset = "UTC",
) -> Response[ImportOut | Problem]:
    """Import Posts

     Bring an account's own posts: Instagram's export (ZIP or JSON) or a CSV, 64 MiB at most, as the body
    or as a form's `file`.

    Of captions only their tags are kept. The same file again changes nothing, which is why there is no
    `Idempotency-Key`.
    What the account's tags earned is counted at once.

    Args:
        profile_id (str): The profile_id that recommendations are asked with.
        platform (str | Unset): Where they were published. Default: 'instagram'.
        time_zone (str | Unset): Of times in a CSV that name none. Default: 'UTC'.
        body (ImportPostsBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImportOut | Problem]
    """

    kwargs = _get_kwargs(
        profile_id=profile_id,
        body=body,
        platform=platform,
        time_zone=time_zone,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ImportPostsBody,
    platform: str | Unset = "instagram",
    time_zone: str | Unset = "UTC",
) -> ImportOut | Problem | None:
    """Import Posts

     Bring an account's own posts: Instagram's export (ZIP or JSON) or a CSV, 64 MiB at most, as the body
    or as a form's `file`.

    Of captions only their tags are kept. The same file again changes nothing, which is why there is no
    `Idempotency-Key`.
    What the account's tags earned is counted at once.

    Args:
        profile_id (str): The profile_id that recommendations are asked with.
        platform (str | Unset): Where they were published. Default: 'instagram'.
        time_zone (str | Unset): Of times in a CSV that name none. Default: 'UTC'.
        body (ImportPostsBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImportOut | Problem
    """

    return (
        await asyncio_detailed(
            profile_id=profile_id,
            client=client,
            body=body,
            platform=platform,
            time_zone=time_zone,
        )
    ).parsed
