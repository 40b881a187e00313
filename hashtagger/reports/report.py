"""What a report is made of, as values: charts with the tables behind them, words, sources, method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hashtagger.reports.moments import Zone

Spec = Mapping[str, Any]
"""A Vega-Lite specification that can be written as JSON; its data are inline, it names no address to load."""
Cell = str | int | float | datetime | None


class CellKind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    MOMENT = "moment"
    """Aware."""
    DAY = "day"
    """The aware moment at which a day of UTC begins."""


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` for programs (with its unit in it), ``title`` and ``unit`` for people."""

    name: str
    title: str
    unit: str = ""
    kind: CellKind = CellKind.TEXT
    brief: bool = True
    """Whether it also stands in a document, where there is less room than in a file."""

    @property
    def heading(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has a cell for each column; None: not known, or not to be told."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    """What a reader must know of it: what an empty cell means."""


@dataclass(frozen=True, slots=True)
class Chart:
    id: str
    title: str
    spec: Spec
    table: Table


@dataclass(frozen=True, slots=True)
class Fact:
    """One large figure on the cover."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One view at one moment."""

    view: str
    slug: str
    """Names the file; any text."""
    title: str
    subtitle: str
    filters: tuple[tuple[str, str], ...]
    as_of: datetime | None
    made: datetime
    zone: Zone
    facts: tuple[Fact, ...]
    summary: tuple[str, ...]
    """Sentences made from the numbers only."""
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    """Beside those of the charts."""
    method: tuple[str, ...]
    sources: Table | None = None
