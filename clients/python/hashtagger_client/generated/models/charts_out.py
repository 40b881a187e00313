from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.charts_out_view import ChartsOutView, check_charts_out_view

if TYPE_CHECKING:
    from ..models.chart_out import ChartOut
    from ..models.table_out import TableOut


T = TypeVar("T", bound="ChartsOut")


@_attrs_define
class ChartsOut:
    """A view as charts, with the same in words.

    Attributes:
        view (ChartsOutView):
        title (str):
        subtitle (str):
        as_of (datetime.datetime | None):
        made (datetime.datetime):
        timezone (str):
        summary (list[str]): Sentences made from the numbers only.
        charts (list[ChartOut]): At least one; with nothing to show it says so.
        tables (list[TableOut]): Beside those of the charts.
        sources (None | TableOut):
        method (list[str]): How the numbers are made.
    """

    view: ChartsOutView
    title: str
    subtitle: str
    as_of: datetime.datetime | None
    made: datetime.datetime
    timezone: str
    summary: list[str]
    charts: list[ChartOut]
    tables: list[TableOut]
    sources: None | TableOut
    method: list[str]

    def to_dict(self) -> dict[str, Any]:
        from ..models.table_out import TableOut

        view: str = self.view

        title = self.title

        subtitle = self.subtitle

        as_of: None | str
        if isinstance(self.as_of, datetime.datetime):
            as_of = self.as_of.isoformat()
        else:
            as_of = self.as_of

        made = self.made.isoformat()

        timezone = self.timezone

        summary = self.summary

        charts = []
        for charts_item_data in self.charts:
            charts_item = charts_item_data.to_dict()
            charts.append(charts_item)

        tables = []
        for tables_item_data in self.tables:
            tables_item = tables_item_data.to_dict()
            tables.append(tables_item)

        sources: dict[str, Any] | None
        if isinstance(self.sources, TableOut):
            sources = self.sources.to_dict()
        else:
            sources = self.sources

        method = self.method

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "view": view,
                "title": title,
                "subtitle": subtitle,
                "as_of": as_of,
                "made": made,
                "timezone": timezone,
                "summary": summary,
                "charts": charts,
                "tables": tables,
                "sources": sources,
                "method": method,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.chart_out import ChartOut
        from ..models.table_out import TableOut

        d = dict(src_dict)
        view = check_charts_out_view(d.pop("view"))

        title = d.pop("title")

        subtitle = d.pop("subtitle")

        def _parse_as_of(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                as_of_type_0 = datetime.datetime.fromisoformat(data)

                return as_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        as_of = _parse_as_of(d.pop("as_of"))

        made = datetime.datetime.fromisoformat(d.pop("made"))

        timezone = d.pop("timezone")

        summary = cast(list[str], d.pop("summary"))

        charts = []
        _charts = d.pop("charts")
        for charts_item_data in _charts:
            charts_item = ChartOut.from_dict(charts_item_data)

            charts.append(charts_item)

        tables = []
        _tables = d.pop("tables")
        for tables_item_data in _tables:
            tables_item = TableOut.from_dict(tables_item_data)

            tables.append(tables_item)

        def _parse_sources(data: object) -> None | TableOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                sources_type_0 = TableOut.from_dict(data)

                return sources_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TableOut, data)

        sources = _parse_sources(d.pop("sources"))

        method = cast(list[str], d.pop("method"))

        charts_out = cls(
            view=view,
            title=title,
            subtitle=subtitle,
            as_of=as_of,
            made=made,
            timezone=timezone,
            summary=summary,
            charts=charts,
            tables=tables,
            sources=sources,
            method=method,
        )

        return charts_out
