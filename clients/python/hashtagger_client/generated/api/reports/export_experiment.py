from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.export_experiment_format import (
    ExportExperimentFormat,
)
from ...models.export_experiment_theme import (
    ExportExperimentTheme,
)
from ...models.problem import Problem
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    experiment_id: str,
    *,
    format_: ExportExperimentFormat,
    chart: None | str | Unset = UNSET,
    theme: ExportExperimentTheme | Unset = "light",
    timezone: str | Unset = "UTC",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_format_: str = format_
    params["format"] = json_format_

    json_chart: None | str | Unset
    if isinstance(chart, Unset):
        json_chart = UNSET
    else:
        json_chart = chart
    params["chart"] = json_chart

    json_theme: str | Unset = UNSET
    if not isinstance(theme, Unset):
        json_theme = theme

    params["theme"] = json_theme

    params["timezone"] = timezone

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/exports/experiments/{experiment_id}".format(
            experiment_id=quote(str(experiment_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> File | Problem | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

        return response_200

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

    if response.status_code == 504:
        response_504 = Problem.from_dict(response.json())

        return response_504

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[File | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    experiment_id: str,
    *,
    client: AuthenticatedClient | Client,
    format_: ExportExperimentFormat,
    chart: None | str | Unset = UNSET,
    theme: ExportExperimentTheme | Unset = "light",
    timezone: str | Unset = "UTC",
) -> Response[File | Problem]:
    """Experiment

     What an experiment of yours has shown so far, as a file.

    Args:
        experiment_id (str): Of an experiment.
        format_ (ExportExperimentFormat):
        chart (None | str | Unset): For svg, png and csv, where a view has several: an id of GET
            /v1/charts/…; else the first.
        theme (ExportExperimentTheme | Unset): For svg and png. Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[File | Problem]
    """

    kwargs = _get_kwargs(
        experiment_id=experiment_id,
        format_=format_,
        chart=chart,
        theme=theme,
        timezone=timezone,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    experiment_id: str,
    *,
    client: AuthenticatedClient | Client,
    format_: ExportExperimentFormat,
    chart: None | str | Unset = UNSET,
    theme: ExportExperimentTheme | Unset = "light",
    timezone: str | Unset = "UTC",
) -> File | Problem | None:
    """Experiment

     What an experiment of yours has shown so far, as a file.

    Args:
        experiment_id (str): Of an experiment.
        format_ (ExportExperimentFormat):
        chart (None | str | Unset): For svg, png and csv, where a view has several: an id of GET
            /v1/charts/…; else the first.
        theme (ExportExperimentTheme | Unset): For svg and png. Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        File | Problem
    """

    return sync_detailed(
        experiment_id=experiment_id,
        client=client,
        format_=format_,
        chart=chart,
        theme=theme,
        timezone=timezone,
    ).parsed


async def asyncio_detailed(
    experiment_id: str,
    *,
    client: AuthenticatedClient | Client,
    format_: ExportExperimentFormat,
    chart: None | str | Unset = UNSET,
    theme: ExportExperimentTheme | Unset = "light",
    timezone: str | Unset = "UTC",
) -> Response[File | Problem]:
    """Experiment

     What an experiment of yours has shown so far, as a file.

    Args:
        experiment_id (str): Of an experiment.
        format_ (ExportExperimentFormat):
        chart (None | str | Unset): For svg, png and csv, where a view has several: an id of GET
            /v1/charts/…; else the first.
        theme (ExportExperimentTheme | Unset): For svg and png. Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[File | Problem]
    """

    kwargs = _get_kwargs(
        experiment_id=experiment_id,
        format_=format_,
        chart=chart,
        theme=theme,
        timezone=timezone,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    experiment_id: str,
    *,
    client: AuthenticatedClient | Client,
    format_: ExportExperimentFormat,
    chart: None | str | Unset = UNSET,
    theme: ExportExperimentTheme | Unset = "light",
    timezone: str | Unset = "UTC",
) -> File | Problem | None:
    """Experiment

     What an experiment of yours has shown so far, as a file.

    Args:
        experiment_id (str): Of an experiment.
        format_ (ExportExperimentFormat):
        chart (None | str | Unset): For svg, png and csv, where a view has several: an id of GET
            /v1/charts/…; else the first.
        theme (ExportExperimentTheme | Unset): For svg and png. Default: 'light'.
        timezone (str | Unset): A name of the IANA database; times are written in it. Default:
            'UTC'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        File | Problem
    """

    return (
        await asyncio_detailed(
            experiment_id=experiment_id,
            client=client,
            format_=format_,
            chart=chart,
            theme=theme,
            timezone=timezone,
        )
    ).parsed
