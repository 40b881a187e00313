from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.tag_flags_out import TagFlagsOut
from ...models.verdict_in import VerdictIn
from ...types import Response


def _get_kwargs(
    tag: str,
    *,
    body: VerdictIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/flags/{tag}".format(
            tag=quote(str(tag), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | TagFlagsOut | None:
    if response.status_code == 200:
        response_200 = TagFlagsOut.from_dict(response.json())

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
) -> Response[Problem | TagFlagsOut]:
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
    body: VerdictIn,
) -> Response[Problem | TagFlagsOut]:
    """Decide

     Block or allow a tag, known or not; it counts from the next request on and replaces what was decided
    before.

    A blocked tag is not recommended even to those who ask for it, and is shown among trends no more. Of
    an allowed tag no
    flag and no rule holds, neither one that ships nor a refusal of the review; trends that were held
    back for a flag come
    back when the next hour is scored.

    Args:
        tag (str): With or without '#', any capitals.
        body (VerdictIn): What is decided about a tag.

            block: it is recommended and shown among trends no more. allow: no flag and no rule holds
            it back. With ``until`` it
            holds before that moment, else until it is forgotten.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TagFlagsOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    body: VerdictIn,
) -> Problem | TagFlagsOut | None:
    """Decide

     Block or allow a tag, known or not; it counts from the next request on and replaces what was decided
    before.

    A blocked tag is not recommended even to those who ask for it, and is shown among trends no more. Of
    an allowed tag no
    flag and no rule holds, neither one that ships nor a refusal of the review; trends that were held
    back for a flag come
    back when the next hour is scored.

    Args:
        tag (str): With or without '#', any capitals.
        body (VerdictIn): What is decided about a tag.

            block: it is recommended and shown among trends no more. allow: no flag and no rule holds
            it back. With ``until`` it
            holds before that moment, else until it is forgotten.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TagFlagsOut
    """

    return sync_detailed(
        tag=tag,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    body: VerdictIn,
) -> Response[Problem | TagFlagsOut]:
    """Decide

     Block or allow a tag, known or not; it counts from the next request on and replaces what was decided
    before.

    A blocked tag is not recommended even to those who ask for it, and is shown among trends no more. Of
    an allowed tag no
    flag and no rule holds, neither one that ships nor a refusal of the review; trends that were held
    back for a flag come
    back when the next hour is scored.

    Args:
        tag (str): With or without '#', any capitals.
        body (VerdictIn): What is decided about a tag.

            block: it is recommended and shown among trends no more. allow: no flag and no rule holds
            it back. With ``until`` it
            holds before that moment, else until it is forgotten.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TagFlagsOut]
    """

    kwargs = _get_kwargs(
        tag=tag,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tag: str,
    *,
    client: AuthenticatedClient | Client,
    body: VerdictIn,
) -> Problem | TagFlagsOut | None:
    """Decide

     Block or allow a tag, known or not; it counts from the next request on and replaces what was decided
    before.

    A blocked tag is not recommended even to those who ask for it, and is shown among trends no more. Of
    an allowed tag no
    flag and no rule holds, neither one that ships nor a refusal of the review; trends that were held
    back for a flag come
    back when the next hour is scored.

    Args:
        tag (str): With or without '#', any capitals.
        body (VerdictIn): What is decided about a tag.

            block: it is recommended and shown among trends no more. allow: no flag and no rule holds
            it back. With ``until`` it
            holds before that moment, else until it is forgotten.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TagFlagsOut
    """

    return (
        await asyncio_detailed(
            tag=tag,
            client=client,
            body=body,
        )
    ).parsed
