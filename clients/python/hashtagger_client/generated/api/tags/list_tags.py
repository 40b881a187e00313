from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_tags_reach_type_0 import (
    ListTagsReachType0,
)
from ...models.problem import Problem
from ...models.tag_page_out import TagPageOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    after: None | str | Unset = UNSET,
    language: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    reach: ListTagsReachType0 | None | Unset = UNSET,
    prefix: None | str | Unset = UNSET,
    region: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    json_language: None | str | Unset
    if isinstance(language, Unset):
        json_language = UNSET
    else:
        json_language = language
    params["language"] = json_language

    json_category: None | str | Unset
    if isinstance(category, Unset):
        json_category = UNSET
    else:
        json_category = category
    params["category"] = json_category

    json_reach: None | str | Unset
    if isinstance(reach, Unset):
        json_reach = UNSET
    elif isinstance(reach, str):
        json_reach = reach
    else:
        json_reach = reach
    params["reach"] = json_reach

    json_prefix: None | str | Unset
    if isinstance(prefix, Unset):
        json_prefix = UNSET
    else:
        json_prefix = prefix
    params["prefix"] = json_prefix

    json_region: None | str | Unset
    if isinstance(region, Unset):
        json_region = UNSET
    else:
        json_region = region
    params["region"] = json_region

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/tags",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | TagPageOut | None:
    if response.status_code == 200:
        response_200 = TagPageOut.from_dict(response.json())

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
) -> Response[Problem | TagPageOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: None | str | Unset = UNSET,
    language: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    reach: ListTagsReachType0 | None | Unset = UNSET,
    prefix: None | str | Unset = UNSET,
    region: None | str | Unset = UNSET,
) -> Response[Problem | TagPageOut]:
    """List Tags

     A page of the catalogue in the order of the tags; every filter narrows.

    Args:
        limit (int | Unset):  Default: 100.
        after (None | str | Unset): The 'next' of the page before.
        language (None | str | Unset):
        category (None | str | Unset):
        reach (ListTagsReachType0 | None | Unset):
        prefix (None | str | Unset):
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TagPageOut]
    """

    kwargs = _get_kwargs(
        limit=limit,
        after=after,
        language=language,
        category=category,
        reach=reach,
        prefix=prefix,
        region=region,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: None | str | Unset = UNSET,
    language: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    reach: ListTagsReachType0 | None | Unset = UNSET,
    prefix: None | str | Unset = UNSET,
    region: None | str | Unset = UNSET,
) -> Problem | TagPageOut | None:
    """List Tags

     A page of the catalogue in the order of the tags; every filter narrows.

    Args:
        limit (int | Unset):  Default: 100.
        after (None | str | Unset): The 'next' of the page before.
        language (None | str | Unset):
        category (None | str | Unset):
        reach (ListTagsReachType0 | None | Unset):
        prefix (None | str | Unset):
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TagPageOut
    """

    return sync_detailed(
        client=client,
        limit=limit,
        after=after,
        language=language,
        category=category,
        reach=reach,
        prefix=prefix,
        region=region,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: None | str | Unset = UNSET,
    language: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    reach: ListTagsReachType0 | None | Unset = UNSET,
    prefix: None | str | Unset = UNSET,
    region: None | str | Unset = UNSET,
) -> Response[Problem | TagPageOut]:
    """List Tags

     A page of the catalogue in the order of the tags; every filter narrows.

    Args:
        limit (int | Unset):  Default: 100.
        after (None | str | Unset): The 'next' of the page before.
        language (None | str | Unset):
        category (None | str | Unset):
        reach (ListTagsReachType0 | None | Unset):
        prefix (None | str | Unset):
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TagPageOut]
    """

    kwargs = _get_kwargs(
        limit=limit,
        after=after,
        language=language,
        category=category,
        reach=reach,
        prefix=prefix,
        region=region,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: None | str | Unset = UNSET,
    language: None | str | Unset = UNSET,
    category: None | str | Unset = UNSET,
    reach: ListTagsReachType0 | None | Unset = UNSET,
    prefix: None | str | Unset = UNSET,
    region: None | str | Unset = UNSET,
) -> Problem | TagPageOut | None:
    """List Tags

     A page of the catalogue in the order of the tags; every filter narrows.

    Args:
        limit (int | Unset):  Default: 100.
        after (None | str | Unset): The 'next' of the page before.
        language (None | str | Unset):
        category (None | str | Unset):
        reach (ListTagsReachType0 | None | Unset):
        prefix (None | str | Unset):
        region (None | str | Unset): ISO 3166 code: its statistics before the world's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TagPageOut
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            after=after,
            language=language,
            category=category,
            reach=reach,
            prefix=prefix,
            region=region,
        )
    ).parsed
