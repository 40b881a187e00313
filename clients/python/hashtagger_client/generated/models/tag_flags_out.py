from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.decision_out import DecisionOut
    from ..models.flag_out import FlagOut


T = TypeVar("T", bound="TagFlagsOut")


@_attrs_define
class TagFlagsOut:
    """What holds of one tag, and what would if nobody had decided anything.

    Attributes:
        tag (str):
        known (bool): Whether the catalogue has a tag of that name.
        stands_for (None | str): The tag of the catalogue that it is another spelling of. Decisions hold for one
            spelling only.
        decision (DecisionOut | None):
        flags (list[FlagOut]): What holds now.
        otherwise (list[FlagOut]): What would hold without the decision.
    """

    tag: str
    known: bool
    stands_for: None | str
    decision: DecisionOut | None
    flags: list[FlagOut]
    otherwise: list[FlagOut]

    def to_dict(self) -> dict[str, Any]:
        from ..models.decision_out import DecisionOut

        tag = self.tag

        known = self.known

        stands_for: None | str
        stands_for = self.stands_for

        decision: dict[str, Any] | None
        if isinstance(self.decision, DecisionOut):
            decision = self.decision.to_dict()
        else:
            decision = self.decision

        flags = []
        for flags_item_data in self.flags:
            flags_item = flags_item_data.to_dict()
            flags.append(flags_item)

        otherwise = []
        for otherwise_item_data in self.otherwise:
            otherwise_item = otherwise_item_data.to_dict()
            otherwise.append(otherwise_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "known": known,
                "stands_for": stands_for,
                "decision": decision,
                "flags": flags,
                "otherwise": otherwise,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.decision_out import DecisionOut
        from ..models.flag_out import FlagOut

        d = dict(src_dict)
        tag = d.pop("tag")

        known = d.pop("known")

        def _parse_stands_for(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stands_for = _parse_stands_for(d.pop("stands_for"))

        def _parse_decision(data: object) -> DecisionOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                decision_type_0 = DecisionOut.from_dict(data)

                return decision_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DecisionOut | None, data)

        decision = _parse_decision(d.pop("decision"))

        flags = []
        _flags = d.pop("flags")
        for flags_item_data in _flags:
            flags_item = FlagOut.from_dict(flags_item_data)

            flags.append(flags_item)

        otherwise = []
        _otherwise = d.pop("otherwise")
        for otherwise_item_data in _otherwise:
            otherwise_item = FlagOut.from_dict(otherwise_item_data)

            otherwise.append(otherwise_item)

        tag_flags_out = cls(
            tag=tag,
            known=known,
            stands_for=stands_for,
            decision=decision,
            flags=flags,
            otherwise=otherwise,
        )

        return tag_flags_out
