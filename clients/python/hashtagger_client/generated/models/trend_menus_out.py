from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.category_count_out import CategoryCountOut
    from ..models.kind_count_out import KindCountOut
    from ..models.platform_count_out import PlatformCountOut
    from ..models.source_brief_out import SourceBriefOut
    from ..models.trend_list_out import TrendListOut


T = TypeVar("T", bound="TrendMenusOut")


@_attrs_define
class TrendMenusOut:
    """What GET /v1/trends can be asked for in the newest hour. ``lists`` are all there are; the rest is what the list of
    this
    ``region`` and ``language`` holds. A trend counts for each of its platforms and categories.

        Attributes:
            as_of (datetime.datetime | None): End of the newest hour that was scored; null: none was.
            stale (bool):
            public_floor (int):
            region (str):
            language (str):
            sources (list[SourceBriefOut]):
            lists (list[TrendListOut]):
            kinds (list[KindCountOut]):
            platforms (list[PlatformCountOut]):
            categories (list[CategoryCountOut]):
    """

    as_of: datetime.datetime | None
    stale: bool
    public_floor: int
    region: str
    language: str
    sources: list[SourceBriefOut]
    lists: list[TrendListOut]
    kinds: list[KindCountOut]
    platforms: list[PlatformCountOut]
    categories: list[CategoryCountOut]

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

        lists = []
        for lists_item_data in self.lists:
            lists_item = lists_item_data.to_dict()
            lists.append(lists_item)

        kinds = []
        for kinds_item_data in self.kinds:
            kinds_item = kinds_item_data.to_dict()
            kinds.append(kinds_item)

        platforms = []
        for platforms_item_data in self.platforms:
            platforms_item = platforms_item_data.to_dict()
            platforms.append(platforms_item)

        categories = []
        for categories_item_data in self.categories:
            categories_item = categories_item_data.to_dict()
            categories.append(categories_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "as_of": as_of,
                "stale": stale,
                "public_floor": public_floor,
                "region": region,
                "language": language,
                "sources": sources,
                "lists": lists,
                "kinds": kinds,
                "platforms": platforms,
                "categories": categories,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.category_count_out import CategoryCountOut
        from ..models.kind_count_out import KindCountOut
        from ..models.platform_count_out import PlatformCountOut
        from ..models.source_brief_out import SourceBriefOut
        from ..models.trend_list_out import TrendListOut

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

        lists = []
        _lists = d.pop("lists")
        for lists_item_data in _lists:
            lists_item = TrendListOut.from_dict(lists_item_data)

            lists.append(lists_item)

        kinds = []
        _kinds = d.pop("kinds")
        for kinds_item_data in _kinds:
            kinds_item = KindCountOut.from_dict(kinds_item_data)

            kinds.append(kinds_item)

        platforms = []
        _platforms = d.pop("platforms")
        for platforms_item_data in _platforms:
            platforms_item = PlatformCountOut.from_dict(platforms_item_data)

            platforms.append(platforms_item)

        categories = []
        _categories = d.pop("categories")
        for categories_item_data in _categories:
            categories_item = CategoryCountOut.from_dict(categories_item_data)

            categories.append(categories_item)

        trend_menus_out = cls(
            as_of=as_of,
            stale=stale,
            public_floor=public_floor,
            region=region,
            language=language,
            sources=sources,
            lists=lists,
            kinds=kinds,
            platforms=platforms,
            categories=categories,
        )

        return trend_menus_out
