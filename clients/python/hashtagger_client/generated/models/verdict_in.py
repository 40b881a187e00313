from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.verdict_in_verdict import VerdictInVerdict, check_verdict_in_verdict
from ..types import UNSET, Unset

T = TypeVar("T", bound="VerdictIn")


@_attrs_define
class VerdictIn:
    """What is decided about a tag.

    block: it is recommended and shown among trends no more. allow: no flag and no rule holds it back. With ``until`` it
    holds before that moment, else until it is forgotten.

        Attributes:
            verdict (VerdictInVerdict):
            reason (str): Shown wherever the decision is.
            until (datetime.datetime | None | Unset): A moment in the future, with its time zone.
    """

    verdict: VerdictInVerdict
    reason: str
    until: datetime.datetime | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        verdict: str = self.verdict

        reason = self.reason

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "verdict": verdict,
                "reason": reason,
            }
        )
        if until is not UNSET:
            field_dict["until"] = until

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        verdict = check_verdict_in_verdict(d.pop("verdict"))

        reason = d.pop("reason")

        def _parse_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))

        verdict_in = cls(
            verdict=verdict,
            reason=reason,
            until=until,
        )

        return verdict_in
