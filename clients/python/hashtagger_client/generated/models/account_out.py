from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.usual_out import UsualOut


T = TypeVar("T", bound="AccountOut")


@_attrs_define
class AccountOut:
    """An account as it is known; ``posts`` are those with known engagement when it was last counted.

    Attributes:
        profile_id (str):
        followers (int | None):
        explore (bool):
        posts (int):
        usual (None | UsualOut):
        in_words (str):
        updated (datetime.datetime | None):
    """

    profile_id: str
    followers: int | None
    explore: bool
    posts: int
    usual: None | UsualOut
    in_words: str
    updated: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.usual_out import UsualOut

        profile_id = self.profile_id

        followers: int | None
        followers = self.followers

        explore = self.explore

        posts = self.posts

        usual: dict[str, Any] | None
        if isinstance(self.usual, UsualOut):
            usual = self.usual.to_dict()
        else:
            usual = self.usual

        in_words = self.in_words

        updated: None | str
        if isinstance(self.updated, datetime.datetime):
            updated = self.updated.isoformat()
        else:
            updated = self.updated

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "profile_id": profile_id,
                "followers": followers,
                "explore": explore,
                "posts": posts,
                "usual": usual,
                "in_words": in_words,
                "updated": updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.usual_out import UsualOut

        d = dict(src_dict)
        profile_id = d.pop("profile_id")

        def _parse_followers(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        followers = _parse_followers(d.pop("followers"))

        explore = d.pop("explore")

        posts = d.pop("posts")

        def _parse_usual(data: object) -> None | UsualOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usual_type_0 = UsualOut.from_dict(data)

                return usual_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UsualOut, data)

        usual = _parse_usual(d.pop("usual"))

        in_words = d.pop("in_words")

        def _parse_updated(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                updated_type_0 = datetime.datetime.fromisoformat(data)

                return updated_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        updated = _parse_updated(d.pop("updated"))

        account_out = cls(
            profile_id=profile_id,
            followers=followers,
            explore=explore,
            posts=posts,
            usual=usual,
            in_words=in_words,
            updated=updated,
        )

        return account_out
