from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.ranker_out import RankerOut


T = TypeVar("T", bound="RankersOut")


@_attrs_define
class RankersOut:
    """What orders answers, and every version on disk, newest first.

    Attributes:
        current (None | str): Null: no learned model is, and the baseline orders answers.
        since (datetime.datetime | None):
        shadow (None | str):
        serving (str): What orders answers in the process that was asked; it follows within a second or two.
        trouble (None | str): Why the baseline stands in for the current one there.
        rankers (list[RankerOut]):
    """

    current: None | str
    since: datetime.datetime | None
    shadow: None | str
    serving: str
    trouble: None | str
    rankers: list[RankerOut]

    def to_dict(self) -> dict[str, Any]:
        current: None | str
        current = self.current

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        shadow: None | str
        shadow = self.shadow

        serving = self.serving

        trouble: None | str
        trouble = self.trouble

        rankers = []
        for rankers_item_data in self.rankers:
            rankers_item = rankers_item_data.to_dict()
            rankers.append(rankers_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "current": current,
                "since": since,
                "shadow": shadow,
                "serving": serving,
                "trouble": trouble,
                "rankers": rankers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.ranker_out import RankerOut

        d = dict(src_dict)

        def _parse_current(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        current = _parse_current(d.pop("current"))

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        def _parse_shadow(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        shadow = _parse_shadow(d.pop("shadow"))

        serving = d.pop("serving")

        def _parse_trouble(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trouble = _parse_trouble(d.pop("trouble"))

        rankers = []
        _rankers = d.pop("rankers")
        for rankers_item_data in _rankers:
            rankers_item = RankerOut.from_dict(rankers_item_data)

            rankers.append(rankers_item)

        rankers_out = cls(
            current=current,
            since=since,
            shadow=shadow,
            serving=serving,
            trouble=trouble,
            rankers=rankers,
        )

        return rankers_out
