from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RefusedRowOut")


@_attrs_define
class RefusedRowOut:
    """
    Attributes:
        line (int): From 1; the header of a CSV file is a line.
        field (str): Empty when the row as a whole is wrong.
        reason (str):
    """

    line: int
    field: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        line = self.line

        field = self.field

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "line": line,
                "field": field,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        line = d.pop("line")

        field = d.pop("field")

        reason = d.pop("reason")

        refused_row_out = cls(
            line=line,
            field=field,
            reason=reason,
        )

        return refused_row_out
