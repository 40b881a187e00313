from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="KeyOut")


@_attrs_define
class KeyOut:
    """A key as far as it may be known. ``last_used`` is right within a minute.

    Attributes:
        key_id (str):
        name (str):
        prefix (str): What it begins with.
        owner (str):
        scopes (list[str]):
        created (datetime.datetime):
        last_used (datetime.datetime | None):
        revoked (datetime.datetime | None): Since when it is refused; null: it is not.
    """

    key_id: str
    name: str
    prefix: str
    owner: str
    scopes: list[str]
    created: datetime.datetime
    last_used: datetime.datetime | None
    revoked: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        name = self.name

        prefix = self.prefix

        owner = self.owner

        scopes = self.scopes

        created = self.created.isoformat()

        last_used: None | str
        if isinstance(self.last_used, datetime.datetime):
            last_used = self.last_used.isoformat()
        else:
            last_used = self.last_used

        revoked: None | str
        if isinstance(self.revoked, datetime.datetime):
            revoked = self.revoked.isoformat()
        else:
            revoked = self.revoked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key_id": key_id,
                "name": name,
                "prefix": prefix,
                "owner": owner,
                "scopes": scopes,
                "created": created,
                "last_used": last_used,
                "revoked": revoked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        key_id = d.pop("key_id")

        name = d.pop("name")

        prefix = d.pop("prefix")

        owner = d.pop("owner")

        scopes = cast(list[str], d.pop("scopes"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_last_used(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used = _parse_last_used(d.pop("last_used"))

        def _parse_revoked(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked = _parse_revoked(d.pop("revoked"))

        key_out = cls(
            key_id=key_id,
            name=name,
            prefix=prefix,
            owner=owner,
            scopes=scopes,
            created=created,
            last_used=last_used,
            revoked=revoked,
        )

        return key_out
