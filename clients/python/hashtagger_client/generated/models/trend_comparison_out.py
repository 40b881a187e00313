from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.compared_source_out import ComparedSourceOut
    from ..models.source_brief_out import SourceBriefOut


T = TypeVar("T", bound="TrendComparisonOut")


@_attrs_define
class TrendComparisonOut:
    """Several tags side by side, source by source; all series of an answer begin at the same moment.

    Attributes:
        as_of (datetime.datetime | None): End of the newest hour that was scored; null: none was.
        stale (bool):
        public_floor (int):
        region (str):
        language (str):
        sources (list[SourceBriefOut]):
        compared (list[ComparedSourceOut]):
        unknown (list[str]): Tags of which nothing may be shown.
    """

    as_of: datetime.datetime | None
    stale: bool
    public_floor: int
    region: str
    language: str
    sources: list[SourceBriefOut]
    compared: list[ComparedSourceOut]
    unknown: list[str]

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

        compared = []
        for compared_item_data in self.compared:
            compared_item = compared_item_data.to_dict()
            compared.append(compared_item)

        unknown = self.unknown

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "as_of": as_of,
                "stale": stale,
                "public_floor": public_floor,
                "region": region,
                "language": language,
                "sources": sources,
                "compared": compared,
                "unknown": unknown,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.compared_source_out import ComparedSourceOut
        from ..models.source_brief_out import SourceBriefOut

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

        compared = []
        _compared = d.pop("compared")
        for compared_item_data in _compared:
            compared_item = ComparedSourceOut.from_dict(compared_item_data)

            compared.append(compared_item)

        unknown = cast(list[str], d.pop("unknown"))

        trend_comparison_out = cls(
            as_of=as_of,
            stale=stale,
            public_floor=public_floor,
            region=region,
            language=language,
            sources=sources,
            compared=compared,
            unknown=unknown,
        )

        return trend_comparison_out
