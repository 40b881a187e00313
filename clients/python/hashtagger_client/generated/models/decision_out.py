from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.decision_out_verdict import DecisionOutVerdict, check_decision_out_verdict

T = TypeVar("T", bound="DecisionOut")


@_attrs_define
class DecisionOut:
    """What was decided, by whom (the owner of a key), and for how long; null in ``until``: until it is forgotten.

    Attributes:
        verdict (DecisionOutVerdict):
        reason (str):
        decided (datetime.datetime):
        decided_by (str):
        until (datetime.datetime | None):
    """

    verdict: DecisionOutVerdict
    reason: str
    decided: datetime.datetime
    decided_by: str
    until: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        verdict: str = self.verdict

        reason = self.reason

        decided = self.decided.isoformat()

        decided_by = self.decided_by

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "verdict": verdict,
                "reason": reason,
                "decided": decided,
                "decided_by": decided_by,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        verdict = check_decision_out_verdict(d.pop("verdict"))

        reason = d.pop("reason")

        decided = datetime.datetime.fromisoformat(d.pop("decided"))

        decided_by = d.pop("decided_by")

        def _parse_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until = _parse_until(d.pop("until"))

        decision_out = cls(
            verdict=verdict,
            reason=reason,
            decided=decided,
            decided_by=decided_by,
            until=until,
        )

        return decision_out
