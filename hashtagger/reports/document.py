"""A report as the values that ``report.typ`` sets; and the name of its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from hashtagger import __version__
from hashtagger.reports.lines import WEEKDAYS
from hashtagger.reports.numbers import counted
from hashtagger.reports.report import Cell, CellKind, Column, Report, Table
from hashtagger.reports.words import ISOLATES
from hashtagger.text.sanitize import clean_text

MOST_ROWS = 1000
"""Of one table in a document; the whole of it is in the CSV and XLSX."""
MOST_SERIES_ROWS = 48
"""Of a table with one row for each moment: its newest."""
_LONG, _LONG_IN_CELL, _BREAK = 24, 16, 8
"""Words of more letters may be broken after every eighth."""
_SHORT_CHARS = 330
"""Of the summary on the cover."""
_NAME_CHARS = 80


def document_of(report: Report) -> dict[str, Any]:
    """Plain values; every text is clean and can be broken where it is long."""
    zone = report.zone
    return {
        "title": _text(report.title),
        "subtitle": _text(report.subtitle),
        "as_of": "nothing was scored yet" if report.as_of is None else zone.text(report.as_of),
        "made": zone.text(report.made),
        "made_by": f"Hashtagger {__version__}",
        "filters": [[_text(name), _text(value)] for name, value in report.filters],
        "facts": [[_text(fact.label), _text(fact.value), _text(fact.note)] for fact in report.facts],
        "short": _short(report.summary),
        "summary": [_text(sentence) for sentence in report.summary],
        "charts": [
            {
                "title": _text(chart.title),
                "subtitle": [_text(line) for line in chart.spec["title"]["subtitle"]],
                "description": _text(str(chart.spec["description"])),
            }
            for chart in report.charts
        ],
        "tables": [
            _table(table, report) for table in (*(chart.table for chart in report.charts), *report.tables) if table.rows
        ],
        "sources": None if report.sources is None else _table(report.sources, report),
        "method": [_text(sentence) for sentence in report.method],
    }


def file_name(report: Report, extension: str, *, chart: str | None = None) -> str:
    """
    As ``hashtagger-trends-DE-20261121T1100Z.pdf``: letters and digits of any script, no path, no blanks.
    """
    moment = report.as_of or report.made
    parts = [report.slug, *([chart] if chart else [])]
    name = "-".join(re.sub(r"[^\w.-]+", "-", clean_text(part)).strip("-.") for part in parts)
    name = unicodedata.normalize("NFC", name)[:_NAME_CHARS].strip("-.") or "report"
    return f"hashtagger-{name}-{moment:%Y%m%dT%H%MZ}.{extension}"


def _short(summary: Sequence[str]) -> list[str]:
    """As many of the first sentences as a cover has room for; at least one."""
    kept: list[str] = []
    for sentence in summary:
        if kept and sum(map(len, kept)) + len(sentence) > _SHORT_CHARS:
            break
        kept.append(_text(sentence))
    return kept


def _table(table: Table, report: Report) -> dict[str, Any]:
    if table.columns[0].name == "weekday":
        table = _as_week(table)
    columns = [place for place, column in enumerate(table.columns) if column.brief and _is_worth_it(table, place)]
    rows, note = table.rows[:MOST_ROWS], table.note
    if _is_series(table) and len(table.rows) > MOST_SERIES_ROWS:
        rows = table.rows[-MOST_SERIES_ROWS:]
        note = f"The newest {len(rows)} of {counted(len(table.rows), 'row', 'rows')}; CSV and XLSX have all. {note}"
    elif len(table.rows) > MOST_ROWS:
        note = f"The first {MOST_ROWS:,} of {len(table.rows):,} rows; CSV and XLSX have all. {note}"
    cells = [_column(table.columns[place], [row[place] for row in rows], report) for place in columns]
    return {
        "title": _text(table.title),
        "columns": [_text(table.columns[place].heading) for place in columns],
        "numeric": [table.columns[place].kind in (CellKind.NUMBER, CellKind.WHOLE) for place in columns],
        "widths": [_width(table, place) for place in columns],
        "rows": [list(row) for row in zip(*cells, strict=True)],
        "note": _text(note),
    }


def _is_series(table: Table) -> bool:
    return table.columns[0].kind in (CellKind.MOMENT, CellKind.DAY) and table.id != "forecast"


def _is_worth_it(table: Table, place: int) -> bool:
    """A column in which no row has anything takes room and tells nothing; the files keep it."""
    return any(row[place] not in (None, "") for row in table.rows)


def _width(table: Table, place: int) -> float:
    """How much room a column gets, as a share of all: for its words, and for the longest word of its heading."""
    column = table.columns[place]
    heading = max(len(word) for word in column.heading.split()) / 8.0
    if column.kind is not CellKind.TEXT:
        return max({CellKind.MOMENT: 1.9, CellKind.DAY: 1.2}.get(column.kind, 0.8), heading)
    longest = max((len(str(row[place])) for row in table.rows), default=1)
    return max(min(longest / 10.0, 2.6), heading)


def _column(column: Column, cells: Sequence[Cell], report: Report) -> list[str]:
    """All numbers of a column with as many digits, two at most."""
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    digits = max((len(f"{number:.2f}".rstrip("0").partition(".")[2]) for number in numbers), default=0)

    def written(cell: Cell) -> str:
        if cell is None or isinstance(cell, str):
            return _text(cell or "", long=_LONG_IN_CELL)
        if isinstance(cell, datetime):
            return f"{cell:%Y-%m-%d}" if column.kind is CellKind.DAY else f"{report.zone.local(cell):%Y-%m-%d %H:%M}"
        return f"{cell:,.{digits}f}"

    return [written(cell) for cell in cells]


def _as_week(table: Table) -> Table:
    """A row for each weekday and hour as one for each hour, with a column for each weekday: what fits on a page."""
    place = [column.name for column in table.columns].index("mean_authors")
    means = {(row[0], row[1]): row[place] for row in table.rows}
    columns = (
        Column("hour", "Hour"),
        *(Column(day.lower(), day, "", CellKind.NUMBER) for day in WEEKDAYS),
    )
    rows = tuple((f"{hour:02}:00", *(means.get((day, hour)) for day in WEEKDAYS)) for hour in range(24))
    return replace(table, columns=columns, rows=rows, note=f"Mean authors an hour. {table.note}")


def _text(text: str, *, long: int = _LONG) -> str:
    """Clean, with invisible places to break in words too long for a line. The marks that words set around tags stay."""
    cleaned = "".join(part if part in ISOLATES else _clean(part) for part in re.split("([\u2068\u2069])", text))
    return " ".join(
        word if len(word) <= long else "\u200b".join(word[at : at + _BREAK] for at in range(0, len(word), _BREAK))
        for word in cleaned.strip().split(" ")
    )


def _clean(part: str) -> str:
    """As ``clean_text``, keeping a blank at either end."""
    return clean_text(f"|{part}|")[1:-1]
