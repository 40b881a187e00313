from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.kind_count_out_kind import KindCountOutKind, check_kind_count_out_kind

T = TypeVar("T", bound="KindCountOut")


@_attrs_define
class KindCountOut:
    """
    Attributes:
        kind (KindCountOutKind):
        trends (int):
    """

    kind: KindCountOutKind
    trends: int

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        trends = self.trends

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "trends": trends,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = check_kind_count_out_kind(d.pop("kind"))

        trends = d.pop("trends")

        kind_count_out = cls(
            kind=kind,
            trends=trends,
        )

        return kind_count_out
