from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.account_tag_out import AccountTagOut


T = TypeVar("T", bound="AccountTagsOut")


@_attrs_define
class AccountTagsOut:
    """A page, most used first; ``next`` is the ``cursor`` of the next page.

    Attributes:
        tags (list[AccountTagOut]):
        next_ (None | str):
    """

    tags: list[AccountTagOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tags": tags,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_tag_out import AccountTagOut

        d = dict(src_dict)
        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = AccountTagOut.from_dict(tags_item_data)

            tags.append(tags_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        account_tags_out = cls(
            tags=tags,
            next_=next_,
        )

        return account_tags_out
