from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.flag_entry_out_flag import FlagEntryOutFlag, check_flag_entry_out_flag
from ..models.flag_entry_out_match import FlagEntryOutMatch, check_flag_entry_out_match
from ..models.flag_entry_out_origin import (
    FlagEntryOutOrigin,
    check_flag_entry_out_origin,
)

T = TypeVar("T", bound="FlagEntryOut")


@_attrs_define
class FlagEntryOut:
    """One line. ``origin``: 'shipped' rules, what the 'review' of new tags set, and what the 'user' decided.

    ``name`` is the tag; of a rule with match 'word' or 'regex' the word or pattern that it looks for. ``lifted``: an
    administrator lets that very tag pass, so this flag does not hold.

        Attributes:
            name (str):
            match (FlagEntryOutMatch):
            origin (FlagEntryOutOrigin):
            flag (FlagEntryOutFlag):
            reason (str):
            confidence (float | None): 0..1; null of what is allowed.
            source (str):
            checked (None | str): The day on which somebody last looked; null of a decision.
            decided (datetime.datetime | None):
            decided_by (None | str):
            until (datetime.datetime | None):
            lifted (bool):
    """

    name: str
    match: FlagEntryOutMatch
    origin: FlagEntryOutOrigin
    flag: FlagEntryOutFlag
    reason: str
    confidence: float | None
    source: str
    checked: None | str
    decided: datetime.datetime | None
    decided_by: None | str
    until: datetime.datetime | None
    lifted: bool

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        match: str = self.match

        origin: str = self.origin

        flag: str = self.flag

        reason = self.reason

        confidence: float | None
        confidence = self.confidence

        source = self.source

        checked: None | str
        checked = self.checked

        decided: None | str
        if isinstance(self.decided, datetime.datetime):
            decided = self.decided.isoformat()
        else:
            decided = self.decided

        decided_by: None | str
        decided_by = self.decided_by

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        lifted = self.lifted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "match": match,
                "origin": origin,
                "flag": flag,
                "reason": reason,
                "confidence": confidence,
                "source": source,
                "checked": checked,
                "decided": decided,
                "decided_by": decided_by,
                "until": until,
                "lifted": lifted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        match = check_flag_entry_out_match(d.pop("match"))

        origin = check_flag_entry_out_origin(d.pop("origin"))

        flag = check_flag_entry_out_flag(d.pop("flag"))

        reason = d.pop("reason")

        def _parse_confidence(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        confidence = _parse_confidence(d.pop("confidence"))

        source = d.pop("source")

        def _parse_checked(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        checked = _parse_checked(d.pop("checked"))

        def _parse_decided(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_type_0 = datetime.datetime.fromisoformat(data)

                return decided_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided = _parse_decided(d.pop("decided"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

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

        lifted = d.pop("lifted")

        flag_entry_out = cls(
            name=name,
            match=match,
            origin=origin,
            flag=flag,
            reason=reason,
            confidence=confidence,
            source=source,
            checked=checked,
            decided=decided,
            decided_by=decided_by,
            until=until,
            lifted=lifted,
        )

        return flag_entry_out
