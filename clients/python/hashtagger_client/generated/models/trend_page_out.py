from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.trend_page_out_order import TrendPageOutOrder, check_trend_page_out_order
from ..models.trend_page_out_window import (
    TrendPageOutWindow,
    check_trend_page_out_window,
)

if TYPE_CHECKING:
    from ..models.source_brief_out import SourceBriefOut
    from ..models.trend_item_out import TrendItemOut


T = TypeVar("T", bound="TrendPageOut")


@_attrs_define
class TrendPageOut:
    """Trends, best first; ``next`` is the ``cursor`` of the next page, which shows the same hour.

    Attributes:
        as_of (datetime.datetime | None): End of the newest hour that was scored; null: none was.
        stale (bool):
        public_floor (int):
        region (str):
        language (str):
        sources (list[SourceBriefOut]):
        window (TrendPageOutWindow):
        order (TrendPageOutOrder):
        trends (list[TrendItemOut]):
        next_ (None | str):
    """

    as_of: datetime.datetime | None
    stale: bool
    public_floor: int
    region: str
    language: str
    sources: list[SourceBriefOut]
    window: TrendPageOutWindow
    order: TrendPageOutOrder
    trends: list[TrendItemOut]
    next_: None | str

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

        window: str = self.window

        order: str = self.order

        trends = []
        for trends_item_data in self.trends:
            trends_item = trends_item_data.to_dict()
            trends.append(trends_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "as_of": as_of,
                "stale": stale,
                "public_floor": public_floor,
                "region": region,
                "language": language,
                "sources": sources,
                "window": window,
                "order": order,
                "trends": trends,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.source_brief_out import SourceBriefOut
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

        window = check_trend_page_out_window(d.pop("window"))

        order = check_trend_page_out_order(d.pop("order"))

        trends = []
        _trends = d.pop("trends")
        for trends_item_data in _trends:
            trends_item = TrendItemOut.from_dict(trends_item_data)

            trends.append(trends_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        trend_page_out = cls(
            as_of=as_of,
            stale=stale,
            public_floor=public_floor,
            region=region,
            language=language,
            sources=sources,
            window=window,
            order=order,
            trends=trends,
            next_=next_,
        )

        return trend_page_out
