from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.experiment_in import ExperimentIn
from ...models.experiment_out import ExperimentOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: ExperimentIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/experiments",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExperimentOut | Problem | None:
    if response.status_code == 201:
        response_201 = ExperimentOut.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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
) -> Response[ExperimentOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ExperimentIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ExperimentOut | Problem]:
    """Create

     From now on every post of the profile is drawn for one of the two arms, each with probability one
    half.

    Ask for recommendations as always, publish, and report what the posts earn; `GET` tells what came
    out. The same pictures
    (or draft) always get the same arm. One experiment of a profile runs at a time.

    Args:
        idempotency_key (str | Unset):
        body (ExperimentIn): A question to an account's coming posts: which of two ways earns
            more?

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExperimentOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: ExperimentIn,
    idempotency_key: str | Unset = UNSET,
) -> ExperimentOut | Problem | None:
    """Create

     From now on every post of the profile is drawn for one of the two arms, each with probability one
    half.

    Ask for recommendations as always, publish, and report what the posts earn; `GET` tells what came
    out. The same pictures
    (or draft) always get the same arm. One experiment of a profile runs at a time.

    Args:
        idempotency_key (str | Unset):
        body (ExperimentIn): A question to an account's coming posts: which of two ways earns
            more?

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExperimentOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ExperimentIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ExperimentOut | Problem]:
    """Create

     From now on every post of the profile is drawn for one of the two arms, each with probability one
    half.

    Ask for recommendations as always, publish, and report what the posts earn; `GET` tells what came
    out. The same pictures
    (or draft) always get the same arm. One experiment of a profile runs at a time.

    Args:
        idempotency_key (str | Unset):
        body (ExperimentIn): A question to an account's coming posts: which of two ways earns
            more?

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExperimentOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ExperimentIn,
    idempotency_key: str | Unset = UNSET,
) -> ExperimentOut | Problem | None:
    """Create

     From now on every post of the profile is drawn for one of the two arms, each with probability one
    half.

    Ask for recommendations as always, publish, and report what the posts earn; `GET` tells what came
    out. The same pictures
    (or draft) always get the same arm. One experiment of a profile runs at a time.

    Args:
        idempotency_key (str | Unset):
        body (ExperimentIn): A question to an account's coming posts: which of two ways earns
            more?

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExperimentOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
