from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.rule_out_kind import RuleOutKind, check_rule_out_kind

T = TypeVar("T", bound="RuleOut")


@_attrs_define
class RuleOut:
    """
    Attributes:
        kind (RuleOutKind):
        value (float):
    """

    kind: RuleOutKind
    value: float

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = check_rule_out_kind(d.pop("kind"))

        value = d.pop("value")

        rule_out = cls(
            kind=kind,
            value=value,
        )

        return rule_out
