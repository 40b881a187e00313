from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.column_out_kind import ColumnOutKind, check_column_out_kind

T = TypeVar("T", bound="ColumnOut")


@_attrs_define
class ColumnOut:
    """
    Attributes:
        name (str): For programs: the heading in CSV.
        title (str):
        unit (str):
        kind (ColumnOutKind):
    """

    name: str
    title: str
    unit: str
    kind: ColumnOutKind

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        title = self.title

        unit = self.unit

        kind: str = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "title": title,
                "unit": unit,
                "kind": kind,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        title = d.pop("title")

        unit = d.pop("unit")

        kind = check_column_out_kind(d.pop("kind"))

        column_out = cls(
            name=name,
            title=title,
            unit=unit,
            kind=kind,
        )

        return column_out
