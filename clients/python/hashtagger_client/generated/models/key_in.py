from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.key_in_scopes_item import KeyInScopesItem, check_key_in_scopes_item
from ..types import UNSET, Unset

T = TypeVar("T", bound="KeyIn")


@_attrs_define
class KeyIn:
    """A key to make. ``admin`` may do everything, also make and revoke keys.

    Attributes:
        name (str): Whose key it is, to recognise it by.
        owner (None | str | Unset): The tenant: keys of one owner read each other's answers. Default: the owner of your
            own key.
        scopes (list[KeyInScopesItem] | Unset):
    """

    name: str
    owner: None | str | Unset = UNSET
    scopes: list[KeyInScopesItem] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        owner: None | str | Unset
        if isinstance(self.owner, Unset):
            owner = UNSET
        else:
            owner = self.owner

        scopes: list[str] | Unset = UNSET
        if not isinstance(self.scopes, Unset):
            scopes = []
            for scopes_item_data in self.scopes:
                scopes_item: str = scopes_item_data
                scopes.append(scopes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if owner is not UNSET:
            field_dict["owner"] = owner
        if scopes is not UNSET:
            field_dict["scopes"] = scopes

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_owner(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        owner = _parse_owner(d.pop("owner", UNSET))

        _scopes = d.pop("scopes", UNSET)
        scopes: list[KeyInScopesItem] | Unset = UNSET
        if _scopes is not UNSET:
            scopes = []
            for scopes_item_data in _scopes:
                scopes_item = check_key_in_scopes_item(scopes_item_data)

                scopes.append(scopes_item)

        key_in = cls(
            name=name,
            owner=owner,
            scopes=scopes,
        )

        return key_in
