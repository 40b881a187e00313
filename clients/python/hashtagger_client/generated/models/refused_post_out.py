from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RefusedPostOut")


@_attrs_define
class RefusedPostOut:
    """
    Attributes:
        where (str): A line of a table, or a place in an export; '' for several posts.
        reason (str):
    """

    where: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        where = self.where

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "where": where,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        where = d.pop("where")

        reason = d.pop("reason")

        refused_post_out = cls(
            where=where,
            reason=reason,
        )

        return refused_post_out
