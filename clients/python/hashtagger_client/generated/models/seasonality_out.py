from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.seasonality_out_kind import SeasonalityOutKind, check_seasonality_out_kind
from ..models.seasonality_out_seasonality_type_0 import (
    SeasonalityOutSeasonalityType0,
    check_seasonality_out_seasonality_type_0,
)

if TYPE_CHECKING:
    from ..models.source_brief_out import SourceBriefOut
    from ..models.week_table_out import WeekTableOut


T = TypeVar("T", bound="SeasonalityOut")


@_attrs_define
class SeasonalityOut:
    """How the use of a tag is spread over the week: the last four weeks, source by source, never added up.

    Attributes:
        as_of (datetime.datetime | None): End of the newest hour that was scored; null: none was.
        stale (bool):
        public_floor (int):
        region (str):
        language (str):
        sources (list[SourceBriefOut]):
        tag (str):
        kind (SeasonalityOutKind):
        seasonality (None | SeasonalityOutSeasonalityType0): Null: it does not come back by day or week.
        timezone (str): Of weekdays and hours; an hour belongs to the one in which it begins.
        start (datetime.datetime): Of the first hour that was looked at.
        hours (int): How many hours were looked at from start on.
        tables (list[WeekTableOut]):
    """

    as_of: datetime.datetime | None
    stale: bool
    public_floor: int
    region: str
    language: str
    sources: list[SourceBriefOut]
    tag: str
    kind: SeasonalityOutKind
    seasonality: None | SeasonalityOutSeasonalityType0
    timezone: str
    start: datetime.datetime
    hours: int
    tables: list[WeekTableOut]

    def to_dict(self) -> dict[str, Any]:
        as_of: None | str
        if isinstance(self.as_of, datetime.datetime):
            as_of = self.as_of.isoformat()
        else:
            as_of = self.as_of

        stale = self.stale

        public_floor = self.public_floor

        region = self.region

        language = self.language

        sources = []
        for sources_item_data in self.sources:
            sources_item = sources_item_data.to_dict()
            sources.append(sources_item)

        tag = self.tag

        kind: str = self.kind

        seasonality: None | str
        if isinstance(self.seasonality, str):
            seasonality = self.seasonality
        else:
            seasonality = self.seasonality

        timezone = self.timezone

        start = self.start.isoformat()

        hours = self.hours

        tables = []
        for tables_item_data in self.tables:
            tables_item = tables_item_data.to_dict()
            tables.append(tables_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "as_of": as_of,
                "stale": stale,
                "public_floor": public_floor,
                "region": region,
                "language": language,
                "sources": sources,
                "tag": tag,
                "kind": kind,
                "seasonality": seasonality,
                "timezone": timezone,
                "start": start,
                "hours": hours,
                "tables": tables,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.source_brief_out import SourceBriefOut
        from ..models.week_table_out import WeekTableOut

        d = dict(src_dict)

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

        stale = d.pop("stale")

        public_floor = d.pop("public_floor")

        region = d.pop("region")

        language = d.pop("language")

        sources = []
        _sources = d.pop("sources")
        for sources_item_data in _sources:
            sources_item = SourceBriefOut.from_dict(sources_item_data)

            sources.append(sources_item)

        tag = d.pop("tag")

        kind = check_seasonality_out_kind(d.pop("kind"))

        def _parse_seasonality(data: object) -> None | SeasonalityOutSeasonalityType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                seasonality_type_0 = check_seasonality_out_seasonality_type_0(data)

                return seasonality_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SeasonalityOutSeasonalityType0, data)

        seasonality = _parse_seasonality(d.pop("seasonality"))

        timezone = d.pop("timezone")

        start = datetime.datetime.fromisoformat(d.pop("start"))

        hours = d.pop("hours")

        tables = []
        _tables = d.pop("tables")
        for tables_item_data in _tables:
            tables_item = WeekTableOut.from_dict(tables_item_data)

            tables.append(tables_item)

        seasonality_out = cls(
            as_of=as_of,
            stale=stale,
            public_floor=public_floor,
            region=region,
            language=language,
            sources=sources,
            tag=tag,
            kind=kind,
            seasonality=seasonality,
            timezone=timezone,
            start=start,
            hours=hours,
            tables=tables,
        )

        return seasonality_out
