from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.saved_group_out import SavedGroupOut


T = TypeVar("T", bound="SavedGroupPageOut")


@_attrs_define
class SavedGroupPageOut:
    """Your saved groups, newest first; ``next`` is the ``cursor`` of the next page.

    Attributes:
        groups (list[SavedGroupOut]):
        next_ (None | str):
    """

    groups: list[SavedGroupOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        groups = []
        for groups_item_data in self.groups:
            groups_item = groups_item_data.to_dict()
            groups.append(groups_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "groups": groups,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.saved_group_out import SavedGroupOut

        d = dict(src_dict)
        groups = []
        _groups = d.pop("groups")
        for groups_item_data in _groups:
            groups_item = SavedGroupOut.from_dict(groups_item_data)

            groups.append(groups_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        saved_group_page_out = cls(
            groups=groups,
            next_=next_,
        )

        return saved_group_page_out
