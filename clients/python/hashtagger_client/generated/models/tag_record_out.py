from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.tag_record_out_reach import TagRecordOutReach, check_tag_record_out_reach

if TYPE_CHECKING:
    from ..models.flag_out import FlagOut
    from ..models.trend_out import TrendOut


T = TypeVar("T", bound="TagRecordOut")


@_attrs_define
class TagRecordOut:
    """One tag of the catalogue. ``visual`` is false where no picture can show it; numbers are null until measured.

    Attributes:
        tag (str):
        display (str):
        words (list[str]):
        meaning (str):
        categories (list[str]):
        language (str):
        reach (TagRecordOutReach):
        visual (bool):
        posts_per_day (float | None):
        trend (None | TrendOut):
        flags (list[FlagOut]):
    """

    tag: str
    display: str
    words: list[str]
    meaning: str
    categories: list[str]
    language: str
    reach: TagRecordOutReach
    visual: bool
    posts_per_day: float | None
    trend: None | TrendOut
    flags: list[FlagOut]

    def to_dict(self) -> dict[str, Any]:
        from ..models.trend_out import TrendOut

        tag = self.tag

        display = self.display

        words = self.words

        meaning = self.meaning

        categories = self.categories

        language = self.language

        reach: str = self.reach

        visual = self.visual

        posts_per_day: float | None
        posts_per_day = self.posts_per_day

        trend: dict[str, Any] | None
        if isinstance(self.trend, TrendOut):
            trend = self.trend.to_dict()
        else:
            trend = self.trend

        flags = []
        for flags_item_data in self.flags:
            flags_item = flags_item_data.to_dict()
            flags.append(flags_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "display": display,
                "words": words,
                "meaning": meaning,
                "categories": categories,
                "language": language,
                "reach": reach,
                "visual": visual,
                "posts_per_day": posts_per_day,
                "trend": trend,
                "flags": flags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.flag_out import FlagOut
        from ..models.trend_out import TrendOut

        d = dict(src_dict)
        tag = d.pop("tag")

        display = d.pop("display")

        words = cast(list[str], d.pop("words"))

        meaning = d.pop("meaning")

        categories = cast(list[str], d.pop("categories"))

        language = d.pop("language")

        reach = check_tag_record_out_reach(d.pop("reach"))

        visual = d.pop("visual")

        def _parse_posts_per_day(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        posts_per_day = _parse_posts_per_day(d.pop("posts_per_day"))

        def _parse_trend(data: object) -> None | TrendOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                trend_type_0 = TrendOut.from_dict(data)

                return trend_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrendOut, data)

        trend = _parse_trend(d.pop("trend"))

        flags = []
        _flags = d.pop("flags")
        for flags_item_data in _flags:
            flags_item = FlagOut.from_dict(flags_item_data)

            flags.append(flags_item)

        tag_record_out = cls(
            tag=tag,
            display=display,
            words=words,
            meaning=meaning,
            categories=categories,
            language=language,
            reach=reach,
            visual=visual,
            posts_per_day=posts_per_day,
            trend=trend,
            flags=flags,
        )

        return tag_record_out
