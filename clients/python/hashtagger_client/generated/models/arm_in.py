from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ArmIn")


@_attrs_define
class ArmIn:
    """One way to be recommended for.

    Attributes:
        name (str):
        policy (str | Unset): What orders the tags: current, baseline, shadow (whichever it then is) or the version of a
            ranker. Default: 'current'.
        tags (int | None | Unset): So many tags, whatever the request says; 0: none at all; null: as many as are asked
            for.
    """

    name: str
    policy: str | Unset = "current"
    tags: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        policy = self.policy

        tags: int | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        else:
            tags = self.tags

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if policy is not UNSET:
            field_dict["policy"] = policy
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        policy = d.pop("policy", UNSET)

        def _parse_tags(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        tags = _parse_tags(d.pop("tags", UNSET))

        arm_in = cls(
            name=name,
            policy=policy,
            tags=tags,
        )

        return arm_in
