"""Writes tables as files: CSV for programs and spreadsheets, XLSX with typed cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hashtagger.reports.report import Cell, CellKind, Column, Report, Table
from hashtagger.text.sanitize import clean_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text that begins so is worked out by a spreadsheet: "CSV injection" of the OWASP cheat sheets, and the wide forms."""
_HEADER = {"bold": True, "font_color": "#ffffff", "bg_color": "#0b3c5d", "valign": "vcenter", "text_wrap": True}
_FORMATS = {
    CellKind.WHOLE: "#,##0",
    CellKind.NUMBER: "#,##0.0##",
    CellKind.MOMENT: "yyyy-mm-dd hh:mm",
    CellKind.DAY: "yyyy-mm-dd",
}
_WIDTH = {CellKind.WHOLE: 12, CellKind.NUMBER: 14, CellKind.MOMENT: 17, CellKind.DAY: 13, CellKind.TEXT: 22}


def csv_bytes(tables: Sequence[Table], report: Report) -> bytes:
    """
    The rows of ``tables``, which have the same columns, as RFC 4180 in UTF-8 with a byte order mark.

    The mark is for spreadsheets, which take the file for another encoding without it; other readers know it as "utf-8-sig".
    A text that a spreadsheet would take for a formula gets an apostrophe in front. Times are ISO 8601 with their offset.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column.name) for column in tables[0].columns])
    for table in tables:
        for row in table.rows:
            writer.writerow([_csv_cell(cell, column, report) for cell, column in zip(row, table.columns, strict=True)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def harmless(text: str) -> str:
    """
    ``text`` so that no spreadsheet works it out.

    >>> harmless("=1+1"), harmless(" -cmd"), harmless("#dogs")
    ("'=1+1", "' -cmd", '#dogs')
    """
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def xlsx_bytes(report: Report) -> bytes:
    """
    A workbook: "About" first, then a sheet for each table, with a frozen header that filters.

    Numbers and times are typed cells (times as a clock in the report's zone shows them); a text is always a text, whatever it
    begins with.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        book.set_properties(
            {"title": report.title, "author": "Hashtagger", "created": report.made.replace(tzinfo=None)}
        )
        header = book.add_format(_HEADER)
        plain = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
        _write_about(book, report, header)
        names = {"about"}
        for table in tables_of(report):
            _write_sheet(book, table, report, header, plain, names)
    return buffer.getvalue()


def tables_of(report: Report) -> list[Table]:
    """Each once: those of the charts, the others, the sources."""
    found = [chart.table for chart in report.charts] + [*report.tables]
    if report.sources is not None:
        found.append(report.sources)
    return list({table.id: table for table in found}.values())


def _csv_cell(cell: Cell, column: Column, report: Report) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        if column.kind is CellKind.DAY:
            return f"{cell:%Y-%m-%d}"
        return report.zone.local(cell).isoformat(timespec="minutes")
    return harmless(cell) if isinstance(cell, str) else str(cell)


def _write_about(book: Workbook, report: Report, header: Format) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.hide_gridlines(2)
    large = book.add_format({"bold": True, "font_size": 18, "font_color": "#0b3c5d"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.write_string(0, 0, clean_text(report.title), large)
    line = 2
    for part, rows in _about(report):
        sheet.write_string(line, 0, part, header)
        sheet.write_blank(line, 1, None, header)
        line += 1
        for name, value in rows:
            sheet.write_string(line, 0, clean_text(name), bold)
            sheet.write_string(line, 1, clean_text(value))
            line += 1
        line += 1


def _about(report: Report) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    zone = report.zone
    as_of = "nothing was scored yet" if report.as_of is None else zone.text(report.as_of)
    yield (
        "This file",
        [("What", report.subtitle), ("As of", as_of), ("Made", zone.text(report.made)), ("Times", zone.name)],
    )
    yield "Filters", list(report.filters) or [("none", "")]
    yield "In words", [(str(n), sentence) for n, sentence in enumerate(report.summary, start=1)]
    yield "Method", [(str(n), sentence) for n, sentence in enumerate(report.method, start=1)]
    if report.sources is not None:
        yield "Sources", [_health(row) for row in report.sources.rows]
    notes = [(table.title, table.note) for table in tables_of(report) if table.note]
    yield "Sheets", notes or [("none", "")]


def _health(row: Sequence[Cell]) -> tuple[str, str]:
    _, title, health, _, lag_h = row
    return str(title), f"{health}" if lag_h is None else f"{health}, {lag_h} hours behind"


def _write_sheet(
    book: Workbook,
    table: Table,
    report: Report,
    header: Format,
    plain: dict[CellKind, Any],
    names: set[str],
) -> None:
    sheet = book.add_worksheet(_sheet_name(table.title, names))
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(_WIDTH[column.kind], min(40, len(column.heading))))
        sheet.write_string(0, place, clean_text(column.heading), header)
    for line, row in enumerate(table.rows, start=1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, line, place, cell, column, report, plain)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_cell(
    sheet: Any, line: int, place: int, cell: Cell, column: Column, report: Report, plain: dict[CellKind, Any]
) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        clock = cell if column.kind is CellKind.DAY else report.zone.local(cell)
        sheet.write_datetime(line, place, clock.replace(tzinfo=None), plain[column.kind])
    elif isinstance(cell, str):
        sheet.write_string(line, place, clean_text(cell))
    else:
        sheet.write_number(line, place, cell, plain[column.kind])


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 letters, none of ``[]:*?/\\``, no two alike but for capitals."""
    base = "".join(" " if letter in "[]:*?/\\'" else letter for letter in clean_text(title)).strip()[:27] or "Table"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base} {n}", n + 1
    taken.add(name.casefold())
    return name
