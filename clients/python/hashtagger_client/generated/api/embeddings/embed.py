from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.embeddings_form import EmbeddingsForm
from ...models.embeddings_in import EmbeddingsIn
from ...models.embeddings_out import EmbeddingsOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: EmbeddingsForm | EmbeddingsIn | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(prefer, Unset):
        headers["Prefer"] = prefer

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/embeddings",
    }

    if isinstance(body, EmbeddingsForm):
        _kwargs["files"] = body.to_multipart()

    if isinstance(body, EmbeddingsIn):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> EmbeddingsOut | Problem | None:
    if response.status_code == 200:
        response_200 = EmbeddingsOut.from_dict(response.json())

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

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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

    if response.status_code == 501:
        response_501 = Problem.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if response.status_code == 504:
        response_504 = Problem.from_dict(response.json())

        return response_504

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[EmbeddingsOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: EmbeddingsForm | EmbeddingsIn | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> Response[EmbeddingsOut | Problem]:
    """Embed

     Unit vectors of up to 32 pictures (of a clip, its first frame) and 256 texts. Nothing of them is
    stored.

    The same question always has the same answer, so a retry needs no `Idempotency-Key`.

    Args:
        prefer (str | Unset):
        body (EmbeddingsForm): The parameters of embeddings, the same in JSON and in a form (where
            ``texts`` is repeated).
        body (EmbeddingsIn): Embeddings asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmbeddingsOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        prefer=prefer,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: EmbeddingsForm | EmbeddingsIn | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> EmbeddingsOut | Problem | None:
    """Embed

     Unit vectors of up to 32 pictures (of a clip, its first frame) and 256 texts. Nothing of them is
    stored.

    The same question always has the same answer, so a retry needs no `Idempotency-Key`.

    Args:
        prefer (str | Unset):
        body (EmbeddingsForm): The parameters of embeddings, the same in JSON and in a form (where
            ``texts`` is repeated).
        body (EmbeddingsIn): Embeddings asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmbeddingsOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        prefer=prefer,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: EmbeddingsForm | EmbeddingsIn | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> Response[EmbeddingsOut | Problem]:
    """Embed

     Unit vectors of up to 32 pictures (of a clip, its first frame) and 256 texts. Nothing of them is
    stored.

    The same question always has the same answer, so a retry needs no `Idempotency-Key`.

    Args:
        prefer (str | Unset):
        body (EmbeddingsForm): The parameters of embeddings, the same in JSON and in a form (where
            ``texts`` is repeated).
        body (EmbeddingsIn): Embeddings asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmbeddingsOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        prefer=prefer,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: EmbeddingsForm | EmbeddingsIn | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> EmbeddingsOut | Problem | None:
    """Embed

     Unit vectors of up to 32 pictures (of a clip, its first frame) and 256 texts. Nothing of them is
    stored.

    The same question always has the same answer, so a retry needs no `Idempotency-Key`.

    Args:
        prefer (str | Unset):
        body (EmbeddingsForm): The parameters of embeddings, the same in JSON and in a form (where
            ``texts`` is repeated).
        body (EmbeddingsIn): Embeddings asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmbeddingsOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            prefer=prefer,
        )
    ).parsed
