from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.suggestion_out_reach_type_0 import (
    SuggestionOutReachType0,
    check_suggestion_out_reach_type_0,
)

if TYPE_CHECKING:
    from ..models.flag_out import FlagOut


T = TypeVar("T", bound="SuggestionOut")


@_attrs_define
class SuggestionOut:
    """One tag that goes on from what was typed.

    Attributes:
        tag (str):
        display (str):
        reach (None | SuggestionOutReachType0): Null: the catalogue does not know it.
        posts_per_day (float | None):
        uses (int | None): By your profile, 0 where it was only typed; null: not one of its own.
        flags (list[FlagOut]):
        why (str): Why it is suggested, in words.
    """

    tag: str
    display: str
    reach: None | SuggestionOutReachType0
    posts_per_day: float | None
    uses: int | None
    flags: list[FlagOut]
    why: str

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        display = self.display

        reach: None | str
        if isinstance(self.reach, str):
            reach = self.reach
        else:
            reach = self.reach

        posts_per_day: float | None
        posts_per_day = self.posts_per_day

        uses: int | None
        uses = self.uses

        flags = []
        for flags_item_data in self.flags:
            flags_item = flags_item_data.to_dict()
            flags.append(flags_item)

        why = self.why

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "display": display,
                "reach": reach,
                "posts_per_day": posts_per_day,
                "uses": uses,
                "flags": flags,
                "why": why,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.flag_out import FlagOut

        d = dict(src_dict)
        tag = d.pop("tag")

        display = d.pop("display")

        def _parse_reach(data: object) -> None | SuggestionOutReachType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reach_type_0 = check_suggestion_out_reach_type_0(data)

                return reach_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SuggestionOutReachType0, data)

        reach = _parse_reach(d.pop("reach"))

        def _parse_posts_per_day(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        posts_per_day = _parse_posts_per_day(d.pop("posts_per_day"))

        def _parse_uses(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        uses = _parse_uses(d.pop("uses"))

        flags = []
        _flags = d.pop("flags")
        for flags_item_data in _flags:
            flags_item = FlagOut.from_dict(flags_item_data)

            flags.append(flags_item)

        why = d.pop("why")

        suggestion_out = cls(
            tag=tag,
            display=display,
            reach=reach,
            posts_per_day=posts_per_day,
            uses=uses,
            flags=flags,
            why=why,
        )

        return suggestion_out
