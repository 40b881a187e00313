from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.decision_in_decision import DecisionInDecision, check_decision_in_decision
from ..types import UNSET, Unset

T = TypeVar("T", bound="DecisionIn")


@_attrs_define
class DecisionIn:
    """``approve``: it may be recommended. ``refuse``: it is blocked, in trends and in recommendations.

    Attributes:
        decision (DecisionInDecision):
        reason (str | Unset): Kept with the decision. Default: ''.
    """

    decision: DecisionInDecision
    reason: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        decision: str = self.decision

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision": decision,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        decision = check_decision_in_decision(d.pop("decision"))

        reason = d.pop("reason", UNSET)

        decision_in = cls(
            decision=decision,
            reason=reason,
        )

        return decision_in
