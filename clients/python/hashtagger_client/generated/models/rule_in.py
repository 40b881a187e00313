from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.rule_in_kind import RuleInKind, check_rule_in_kind

T = TypeVar("T", bound="RuleIn")


@_attrs_define
class RuleIn:
    """What must happen for an alert.

    enters_top: it comes among the first ``value``. z_above, velocity_above: that number of it rises above ``value``.

        Attributes:
            kind (RuleInKind):
            value (float):
    """

    kind: RuleInKind
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
        kind = check_rule_in_kind(d.pop("kind"))

        value = d.pop("value")

        rule_in = cls(
            kind=kind,
            value=value,
        )

        return rule_in
