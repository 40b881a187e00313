from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.caption_form import CaptionForm
from ...models.caption_in import CaptionIn
from ...models.captions_out import CaptionsOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CaptionForm | CaptionIn | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(prefer, Unset):
        headers["Prefer"] = prefer

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/captions",
    }

    if isinstance(body, CaptionForm):
        _kwargs["files"] = body.to_multipart()

    if isinstance(body, CaptionIn):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CaptionsOut | Problem | None:
    if response.status_code == 200:
        response_200 = CaptionsOut.from_dict(response.json())

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
) -> Response[CaptionsOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: CaptionForm | CaptionIn | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> Response[CaptionsOut | Problem]:
    """Caption

     Up to five sentences about one picture (of a clip, its first frame), best first. Nothing of it is
    stored.

    With `style` `alt-text` each is one plain sentence for those who cannot see the picture, with
    `story` one to ten pictures
    or a clip are told as one story. Where a model that this takes is not installed the answer is 503
    `model_not_installed`
    with the command that pulls it, at once. Stories and translations take seconds on a CPU: send
    `Prefer: wait=SECONDS`.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (CaptionForm): The parameters of a description, the same in JSON and in a form.
        body (CaptionIn): A description asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaptionsOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        prefer=prefer,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: CaptionForm | CaptionIn | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> CaptionsOut | Problem | None:
    """Caption

     Up to five sentences about one picture (of a clip, its first frame), best first. Nothing of it is
    stored.

    With `style` `alt-text` each is one plain sentence for those who cannot see the picture, with
    `story` one to ten pictures
    or a clip are told as one story. Where a model that this takes is not installed the answer is 503
    `model_not_installed`
    with the command that pulls it, at once. Stories and translations take seconds on a CPU: send
    `Prefer: wait=SECONDS`.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (CaptionForm): The parameters of a description, the same in JSON and in a form.
        body (CaptionIn): A description asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaptionsOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        prefer=prefer,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: CaptionForm | CaptionIn | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> Response[CaptionsOut | Problem]:
    """Caption

     Up to five sentences about one picture (of a clip, its first frame), best first. Nothing of it is
    stored.

    With `style` `alt-text` each is one plain sentence for those who cannot see the picture, with
    `story` one to ten pictures
    or a clip are told as one story. Where a model that this takes is not installed the answer is 503
    `model_not_installed`
    with the command that pulls it, at once. Stories and translations take seconds on a CPU: send
    `Prefer: wait=SECONDS`.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (CaptionForm): The parameters of a description, the same in JSON and in a form.
        body (CaptionIn): A description asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaptionsOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        prefer=prefer,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: CaptionForm | CaptionIn | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    prefer: str | Unset = UNSET,
) -> CaptionsOut | Problem | None:
    """Caption

     Up to five sentences about one picture (of a clip, its first frame), best first. Nothing of it is
    stored.

    With `style` `alt-text` each is one plain sentence for those who cannot see the picture, with
    `story` one to ten pictures
    or a clip are told as one story. Where a model that this takes is not installed the answer is 503
    `model_not_installed`
    with the command that pulls it, at once. Stories and translations take seconds on a CPU: send
    `Prefer: wait=SECONDS`.

    Args:
        idempotency_key (str | Unset):
        prefer (str | Unset):
        body (CaptionForm): The parameters of a description, the same in JSON and in a form.
        body (CaptionIn): A description asked for in JSON.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaptionsOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            prefer=prefer,
        )
    ).parsed
