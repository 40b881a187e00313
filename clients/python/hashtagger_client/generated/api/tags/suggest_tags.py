from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.suggestions_out import SuggestionsOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    q: str,
    profile_id: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    params["q"] = q

    json_profile_id: None | str | Unset
    if isinstance(profile_id, Unset):
        json_profile_id = UNSET
    else:
        json_profile_id = profile_id
    params["profile_id"] = json_profile_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/tags/suggest",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | SuggestionsOut | None:
    if response.status_code == 200:
        response_200 = SuggestionsOut.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

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
) -> Response[Any | Problem | SuggestionsOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    q: str,
    profile_id: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | SuggestionsOut]:
    """Suggest

     Up to ten tags that go on from what was typed: the tag itself, another spelling or a word of it
    begins so.

    Nobody is led to what is blocked, adult, spam, bait for engagement or not reviewed yet; such a tag
    is told, with its flag,
    only when it was typed whole. Other flags are shown, behind the tags that have none. Of '#' alone
    come the profile's own.

    Args:
        q (str): What was typed so far.
        profile_id (None | str | Unset): Whose own tags come first.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | SuggestionsOut]
    """

    kwargs = _get_kwargs(
        q=q,
        profile_id=profile_id,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    q: str,
    profile_id: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | SuggestionsOut | None:
    """Suggest

     Up to ten tags that go on from what was typed: the tag itself, another spelling or a word of it
    begins so.

    Nobody is led to what is blocked, adult, spam, bait for engagement or not reviewed yet; such a tag
    is told, with its flag,
    only when it was typed whole. Other flags are shown, behind the tags that have none. Of '#' alone
    come the profile's own.

    Args:
        q (str): What was typed so far.
        profile_id (None | str | Unset): Whose own tags come first.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | SuggestionsOut
    """

    return sync_detailed(
        client=client,
        q=q,
        profile_id=profile_id,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    q: str,
    profile_id: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | SuggestionsOut]:
    """Suggest

     Up to ten tags that go on from what was typed: the tag itself, another spelling or a word of it
    begins so.

    Nobody is led to what is blocked, adult, spam, bait for engagement or not reviewed yet; such a tag
    is told, with its flag,
    only when it was typed whole. Other flags are shown, behind the tags that have none. Of '#' alone
    come the profile's own.

    Args:
        q (str): What was typed so far.
        profile_id (None | str | Unset): Whose own tags come first.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | SuggestionsOut]
    """

    kwargs = _get_kwargs(
        q=q,
        profile_id=profile_id,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    q: str,
    profile_id: None | str | Unset = UNSET,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | SuggestionsOut | None:
    """Suggest

     Up to ten tags that go on from what was typed: the tag itself, another spelling or a word of it
    begins so.

    Nobody is led to what is blocked, adult, spam, bait for engagement or not reviewed yet; such a tag
    is told, with its flag,
    only when it was typed whole. Other flags are shown, behind the tags that have none. Of '#' alone
    come the profile's own.

    Args:
        q (str): What was typed so far.
        profile_id (None | str | Unset): Whose own tags come first.
        if_none_match (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | SuggestionsOut
    """

    return (
        await asyncio_detailed(
            client=client,
            q=q,
            profile_id=profile_id,
            if_none_match=if_none_match,
        )
    ).parsed
