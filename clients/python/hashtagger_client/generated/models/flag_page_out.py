from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.flag_entry_out import FlagEntryOut


T = TypeVar("T", bound="FlagPageOut")


@_attrs_define
class FlagPageOut:
    """Flags in the order of names; ``next`` is the ``cursor`` of the next page.

    Attributes:
        flags (list[FlagEntryOut]):
        next_ (None | str):
    """

    flags: list[FlagEntryOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        flags = []
        for flags_item_data in self.flags:
            flags_item = flags_item_data.to_dict()
            flags.append(flags_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "flags": flags,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.flag_entry_out import FlagEntryOut

        d = dict(src_dict)
        flags = []
        _flags = d.pop("flags")
        for flags_item_data in _flags:
            flags_item = FlagEntryOut.from_dict(flags_item_data)

            flags.append(flags_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        flag_page_out = cls(
            flags=flags,
            next_=next_,
        )

        return flag_page_out
