"""Makes a view (trends, a tag, a comparison, …) into a report, and a report into a file, for the API and for jobs alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.ports import Clock
from hashtagger.reports.asked import Format, View, read_params
from hashtagger.reports.document import document_of, file_name
from hashtagger.reports.drawing import Drawer
from hashtagger.reports.files import csv_bytes, xlsx_bytes
from hashtagger.reports.learned_reports import experiment_report, lift_report
from hashtagger.reports.look import look_of
from hashtagger.reports.moments import zone_of
from hashtagger.reports.report import Chart, Report
from hashtagger.reports.trend_charts import Making
from hashtagger.reports.trend_reports import comparison_report, seasonality_report, tag_report, trends_report
from hashtagger.settings import Settings
from hashtagger.storage.database import Database

__all__ = ["Desk", "Export", "Format", "View", "check_params", "make_export", "make_report"]

MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.SVG: "image/svg+xml",
    Format.PNG: "image/png",
    Format.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """
    What reports are made with. ``ranker.reporting.desk_of(database, settings, clock, drawer)`` makes one: the two readers
    come from the layer above.
    """

    database: Database
    settings: Settings
    clock: Clock
    drawer: Drawer
    read_lift: Callable[[sa.Connection], Mapping[str, Any]]
    read_experiment: Callable[..., Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Export:
    """One file."""

    data: bytes
    media_type: str
    filename: str
    """Any letters, no path."""


def check_params(view: View, params: Mapping[str, Any]) -> None:
    """Raises ``InvalidRequest`` naming what ``make_export`` would refuse in ``params``; reads nothing."""
    read_params(view, params)


async def make_export(
    desk: Desk,
    view: View,
    params: Mapping[str, Any],
    file_format: Format,
    *,
    owner: str,
    chart: str | None = None,
    theme: str = "light",
    timezone: str = "UTC",
) -> Export:
    """
    The file of one view as it stands now.

    ``params``: the query parameters of the view's route by their names (``region``, ``language``, ``platform``, ``window``,
    ``limit``, …), with ``tag`` for TAG and SEASONALITY, ``tags`` for COMPARISON and ``experiment_id`` for EXPERIMENT.
    Unknown names are refused. Whether ``owner`` may see the view (LIFT is for administrators) is for the caller to check.
    ``chart``: one of several, for SVG, PNG and CSV; by default the first. A PDF is always light.

    Raises ``InvalidRequest``, ``NotFound`` (also when the tag or experiment is gone since), ``Overloaded``,
    ``DeadlineExceeded`` and ``BrokenDrawing``.
    """
    drawn = "light" if file_format is Format.PDF else theme
    report = await make_report(desk, view, params, owner=owner, theme=drawn, timezone=timezone)
    wanted = _chosen(report, chart)
    match file_format:
        case Format.CSV:
            same = [c.table for c in report.charts if c.table.columns == wanted.table.columns]
            data = await asyncio.to_thread(csv_bytes, same if chart is None else [wanted.table], report)
        case Format.XLSX:
            data = await asyncio.to_thread(xlsx_bytes, report)
        case Format.SVG | Format.PNG:
            data = await desk.drawer.draw({"format": file_format.value, "spec": wanted.spec})
        case Format.PDF:
            specs = [each.spec for each in report.charts]
            document = await asyncio.to_thread(document_of, report)
            data = await desk.drawer.draw({"format": "pdf", "document": document, "specs": specs})
    one_of_several = chart is not None and len(report.charts) > 1 and file_format not in (Format.PDF, Format.XLSX)
    name = file_name(report, file_format.value, chart=wanted.id if one_of_several else None)
    return Export(data, MEDIA_TYPES[file_format], name)


async def make_report(
    desk: Desk,
    view: View,
    params: Mapping[str, Any],
    *,
    owner: str,
    theme: str = "light",
    timezone: str = "UTC",
) -> Report:
    """The view as values, see ``make_export``."""
    asked = read_params(view, params)
    making = Making(desk.settings.trends, desk.clock.now(), zone_of(timezone), look_of(theme))
    match view:
        case View.TRENDS:
            return await desk.database.read(trends_report, making, asked)
        case View.TAG:
            return await desk.database.read(tag_report, making, asked)
        case View.COMPARISON:
            return await desk.database.read(comparison_report, making, asked)
        case View.SEASONALITY:
            return await desk.database.read(seasonality_report, making, asked)
        case View.LIFT:
            return lift_report(await desk.database.read(desk.read_lift), making)
        case View.EXPERIMENT:
            told = await desk.database.read(
                desk.read_experiment, asked["experiment_id"], owner=owner, now=desk.clock.now()
            )
            return experiment_report(told, making)


def _chosen(report: Report, chart: str | None) -> Chart:
    """Raises ``NotFound`` (code ``no_such_chart``)."""
    if chart is None:
        return report.charts[0]
    for each in report.charts:
        if each.id == chart:
            return each
    raise NotFound(
        f"this view has no chart {chart[:40]!r} now",
        code="no_such_chart",
        advice=f"It has {', '.join(each.id for each in report.charts)}.",
    )
