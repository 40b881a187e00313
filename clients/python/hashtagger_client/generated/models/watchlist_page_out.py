from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.watchlist_out import WatchlistOut


T = TypeVar("T", bound="WatchlistPageOut")


@_attrs_define
class WatchlistPageOut:
    """Your watchlists, newest first; ``next`` is the ``cursor`` of the next page.

    Attributes:
        watchlists (list[WatchlistOut]):
        next_ (None | str):
    """

    watchlists: list[WatchlistOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        watchlists = []
        for watchlists_item_data in self.watchlists:
            watchlists_item = watchlists_item_data.to_dict()
            watchlists.append(watchlists_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "watchlists": watchlists,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.watchlist_out import WatchlistOut

        d = dict(src_dict)
        watchlists = []
        _watchlists = d.pop("watchlists")
        for watchlists_item_data in _watchlists:
            watchlists_item = WatchlistOut.from_dict(watchlists_item_data)

            watchlists.append(watchlists_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        watchlist_page_out = cls(
            watchlists=watchlists,
            next_=next_,
        )

        return watchlist_page_out
