from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.tag_out_reach import TagOutReach, check_tag_out_reach

if TYPE_CHECKING:
    from ..models.flag_out import FlagOut
    from ..models.trend_out import TrendOut


T = TypeVar("T", bound="TagOut")


@_attrs_define
class TagOut:
    """One recommended tag. ``relevance`` is 0..1; ``reasons`` come only from what the answer was made of; ``explored``:
    chance
    brought it in.

        Attributes:
            tag (str):
            display (str):
            position (int):
            score (float):
            relevance (float):
            reach (TagOutReach):
            posts_per_day (float | None):
            trend (None | TrendOut):
            flags (list[FlagOut]):
            reasons (list[str]):
            explored (bool):
    """

    tag: str
    display: str
    position: int
    score: float
    relevance: float
    reach: TagOutReach
    posts_per_day: float | None
    trend: None | TrendOut
    flags: list[FlagOut]
    reasons: list[str]
    explored: bool

    def to_dict(self) -> dict[str, Any]:
        from ..models.trend_out import TrendOut

        tag = self.tag

        display = self.display

        position = self.position

        score = self.score

        relevance = self.relevance

        reach: str = self.reach

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

        reasons = self.reasons

        explored = self.explored

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "display": display,
                "position": position,
                "score": score,
                "relevance": relevance,
                "reach": reach,
                "posts_per_day": posts_per_day,
                "trend": trend,
                "flags": flags,
                "reasons": reasons,
                "explored": explored,
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

        position = d.pop("position")

        score = d.pop("score")

        relevance = d.pop("relevance")

        reach = check_tag_out_reach(d.pop("reach"))

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

        reasons = cast(list[str], d.pop("reasons"))

        explored = d.pop("explored")

        tag_out = cls(
            tag=tag,
            display=display,
            position=position,
            score=score,
            relevance=relevance,
            reach=reach,
            posts_per_day=posts_per_day,
            trend=trend,
            flags=flags,
            reasons=reasons,
            explored=explored,
        )

        return tag_out
