from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AccountIn")


@_attrs_define
class AccountIn:
    """What its owner says of an account. What is left out stays as it is.

    Attributes:
        followers (int | None | Unset): Now.
        explore (bool | None | Unset): Whether an answer may hold one tag by chance, which is how better tags are found.
    """

    followers: int | None | Unset = UNSET
    explore: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        followers: int | None | Unset
        if isinstance(self.followers, Unset):
            followers = UNSET
        else:
            followers = self.followers

        explore: bool | None | Unset
        if isinstance(self.explore, Unset):
            explore = UNSET
        else:
            explore = self.explore

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if followers is not UNSET:
            field_dict["followers"] = followers
        if explore is not UNSET:
            field_dict["explore"] = explore

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_followers(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        followers = _parse_followers(d.pop("followers", UNSET))

        def _parse_explore(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        explore = _parse_explore(d.pop("explore", UNSET))

        account_in = cls(
            followers=followers,
            explore=explore,
        )

        return account_in
