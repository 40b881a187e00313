"""Answers of the routes that make charts and files: one way for all views."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import Response
from pydantic import BaseModel

from api.auth import Caller
from api.openapi import Responses, responses
from api.schemas.exports import ChartWish, FileWish
from hashtagger.bootstrap import Services
from hashtagger.reports.report import Cell, CellKind, Column, Report, Table
from hashtagger.reports.views import MEDIA_TYPES, Desk, Format, View, make_export, make_report
from ranker.reporting import desk_of

_CACHE = {"Cache-Control": "private, max-age=60", "Vary": "Authorization, Cookie"}
_OF_FILES, _OF_CHARTS = frozenset(FileWish.model_fields), frozenset(ChartWish.model_fields)


def file_responses(*statuses: int) -> Responses:
    """The refusals of a route that gives files, and its success."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    kinds = {kind.partition(";")[0]: binary for kind in MEDIA_TYPES.values()}
    disposition = {"description": "attachment, with a name for the file", "schema": {"type": "string"}}
    success = {"description": "The file", "headers": {"Content-Disposition": disposition}, "content": kinds}
    return {200: success} | responses(404, 422, 504, *statuses)


async def file_answer(
    services: Services, caller: Caller, view: View, wish: FileWish, of_view: BaseModel | None = None, **path: str
) -> Response:
    """
    ``wish``: which file; ``of_view``: the parameters of the view, ``wish`` itself where they travel together; ``path``: those
    that stand in the path.
    """
    export = await make_export(
        _desk(services),
        view,
        _params(of_view, _OF_FILES) | path,
        Format(wish.format),
        owner=caller.owner,
        chart=wish.chart,
        theme=wish.theme,
        timezone=wish.timezone,
    )
    headers = {**_CACHE, "Content-Disposition": disposition_of(export.filename)}
    return Response(export.data, media_type=export.media_type, headers=headers)


async def charts_answer(
    services: Services, caller: Caller, view: View, wish: ChartWish, of_view: BaseModel | None = None, **path: str
) -> Response:
    """A ``ChartsOut``."""
    report = await make_report(
        _desk(services),
        view,
        _params(of_view, _OF_CHARTS) | path,
        owner=caller.owner,
        theme=wish.theme,
        timezone=wish.timezone,
    )
    # Megabytes, of five tags by the hour: others must not wait for them.
    body = await asyncio.to_thread(lambda: orjson.dumps(_told(report)))
    return Response(body, media_type="application/json", headers=_CACHE)


def disposition_of(filename: str) -> str:
    """RFC 6266: a name in ASCII for old programs, the whole name in RFC 5987 for all others."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in plain)
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _desk(services: Services) -> Desk:
    return desk_of(services.database, services.settings, services.clock, services.drawer)


def _params(of_view: BaseModel | None, other: frozenset[str]) -> dict[str, Any]:
    return {} if of_view is None else of_view.model_dump(exclude=set(other))


def _told(report: Report) -> Mapping[str, Any]:
    return {
        "view": report.view,
        "title": report.title,
        "subtitle": report.subtitle,
        "as_of": report.as_of,
        "made": report.made,
        "timezone": report.zone.name,
        "summary": list(report.summary),
        "charts": [
            {
                "id": chart.id,
                "title": chart.title,
                "description": chart.spec["description"],
                "spec": dict(chart.spec),
                "table": _table(chart.table, report),
            }
            for chart in report.charts
        ],
        "tables": [_table(table, report) for table in report.tables],
        "sources": None if report.sources is None else _table(report.sources, report),
        "method": list(report.method),
    }


def _table(table: Table, report: Report) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "columns": [
            {"name": each.name, "title": each.title, "unit": each.unit, "kind": each.kind.value}
            for each in table.columns
        ],
        "rows": [
            [_cell(cell, column, report) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
        ],
        "note": table.note,
    }


def _cell(cell: Cell, column: Column, report: Report) -> str | int | float | None:
    if not isinstance(cell, datetime):
        return cell
    return f"{cell:%Y-%m-%d}" if column.kind is CellKind.DAY else report.zone.local(cell).isoformat(timespec="minutes")
