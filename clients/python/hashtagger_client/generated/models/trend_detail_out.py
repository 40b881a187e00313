from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.trend_detail_out_kind import (
    TrendDetailOutKind,
    check_trend_detail_out_kind,
)
from ..models.trend_detail_out_seasonality_type_0 import (
    TrendDetailOutSeasonalityType0,
    check_trend_detail_out_seasonality_type_0,
)

if TYPE_CHECKING:
    from ..models.past_out import PastOut
    from ..models.related_trends_out import RelatedTrendsOut
    from ..models.source_brief_out import SourceBriefOut
    from ..models.trend_forecast_out import TrendForecastOut
    from ..models.trend_item_out import TrendItemOut


T = TypeVar("T", bound="TrendDetailOut")


@_attrs_define
class TrendDetailOut:
    """One tag or phrase with its past by source. Volumes of different sources are never added up.

    Attributes:
        as_of (datetime.datetime | None): End of the newest hour that was scored; null: none was.
        stale (bool):
        public_floor (int):
        region (str):
        language (str):
        sources (list[SourceBriefOut]):
        tag (str):
        kind (TrendDetailOutKind):
        trend (None | TrendItemOut): As it stood when it last was a trend; null: it never was one here.
        history (list[PastOut]):
        forecast (None | TrendForecastOut):
        related (RelatedTrendsOut): ``together``: in the same posts in the last week. ``companions``: of the catalogue
            and of users' posts, strength 0..1.
        group (list[str]):
        seasonality (None | TrendDetailOutSeasonalityType0):
        first_seen (datetime.datetime | None):
    """

    as_of: datetime.datetime | None
    stale: bool
    public_floor: int
    region: str
    language: str
    sources: list[SourceBriefOut]
    tag: str
    kind: TrendDetailOutKind
    trend: None | TrendItemOut
    history: list[PastOut]
    forecast: None | TrendForecastOut
    related: RelatedTrendsOut
    group: list[str]
    seasonality: None | TrendDetailOutSeasonalityType0
    first_seen: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.trend_forecast_out import TrendForecastOut
        from ..models.trend_item_out import TrendItemOut

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

        trend: dict[str, Any] | None
        if isinstance(self.trend, TrendItemOut):
            trend = self.trend.to_dict()
        else:
            trend = self.trend

        history = []
        for history_item_data in self.history:
            history_item = history_item_data.to_dict()
            history.append(history_item)

        forecast: dict[str, Any] | None
        if isinstance(self.forecast, TrendForecastOut):
            forecast = self.forecast.to_dict()
        else:
            forecast = self.forecast

        related = self.related.to_dict()

        group = self.group

        seasonality: None | str
        if isinstance(self.seasonality, str):
            seasonality = self.seasonality
        else:
            seasonality = self.seasonality

        first_seen: None | str
        if isinstance(self.first_seen, datetime.datetime):
            first_seen = self.first_seen.isoformat()
        else:
            first_seen = self.first_seen

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
                "trend": trend,
                "history": history,
                "forecast": forecast,
                "related": related,
                "group": group,
                "seasonality": seasonality,
                "first_seen": first_seen,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.past_out import PastOut
        from ..models.related_trends_out import RelatedTrendsOut
        from ..models.source_brief_out import SourceBriefOut
        from ..models.trend_forecast_out import TrendForecastOut
        from ..models.trend_item_out import TrendItemOut

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

        kind = check_trend_detail_out_kind(d.pop("kind"))

        def _parse_trend(data: object) -> None | TrendItemOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                trend_type_0 = TrendItemOut.from_dict(data)

                return trend_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrendItemOut, data)

        trend = _parse_trend(d.pop("trend"))

        history = []
        _history = d.pop("history")
        for history_item_data in _history:
            history_item = PastOut.from_dict(history_item_data)

            history.append(history_item)

        def _parse_forecast(data: object) -> None | TrendForecastOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                forecast_type_0 = TrendForecastOut.from_dict(data)

                return forecast_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrendForecastOut, data)

        forecast = _parse_forecast(d.pop("forecast"))

        related = RelatedTrendsOut.from_dict(d.pop("related"))

        group = cast(list[str], d.pop("group"))

        def _parse_seasonality(data: object) -> None | TrendDetailOutSeasonalityType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                seasonality_type_0 = check_trend_detail_out_seasonality_type_0(data)

                return seasonality_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrendDetailOutSeasonalityType0, data)

        seasonality = _parse_seasonality(d.pop("seasonality"))

        def _parse_first_seen(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                first_seen_type_0 = datetime.datetime.fromisoformat(data)

                return first_seen_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        first_seen = _parse_first_seen(d.pop("first_seen"))

        trend_detail_out = cls(
            as_of=as_of,
            stale=stale,
            public_floor=public_floor,
            region=region,
            language=language,
            sources=sources,
            tag=tag,
            kind=kind,
            trend=trend,
            history=history,
            forecast=forecast,
            related=related,
            group=group,
            seasonality=seasonality,
            first_seen=first_seen,
        )

        return trend_detail_out
