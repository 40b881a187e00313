from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ReadyOut")


@_attrs_define
class ReadyOut:
    """``reasons`` says why not, empty when ready; ``degraded`` what works less well than it should.

    Attributes:
        ready (bool):
        reasons (list[str]):
        degraded (list[str]):
    """

    ready: bool
    reasons: list[str]
    degraded: list[str]

    def to_dict(self) -> dict[str, Any]:
        ready = self.ready

        reasons = self.reasons

        degraded = self.degraded

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ready": ready,
                "reasons": reasons,
                "degraded": degraded,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        ready = d.pop("ready")

        reasons = cast(list[str], d.pop("reasons"))

        degraded = cast(list[str], d.pop("degraded"))

        ready_out = cls(
            ready=ready,
            reasons=reasons,
            degraded=degraded,
        )

        return ready_out
