from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FlagOut")


@_attrs_define
class FlagOut:
    """
    Attributes:
        kind (str):
        reason (str):
        confidence (float):
        source (str):
        checked (str):
    """

    kind: str
    reason: str
    confidence: float
    source: str
    checked: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        reason = self.reason

        confidence = self.confidence

        source = self.source

        checked = self.checked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "reason": reason,
                "confidence": confidence,
                "source": source,
                "checked": checked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = d.pop("kind")

        reason = d.pop("reason")

        confidence = d.pop("confidence")

        source = d.pop("source")

        checked = d.pop("checked")

        flag_out = cls(
            kind=kind,
            reason=reason,
            confidence=confidence,
            source=source,
            checked=checked,
        )

        return flag_out
