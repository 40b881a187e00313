from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.ranker_out_state import RankerOutState, check_ranker_out_state

if TYPE_CHECKING:
    from ..models.ranker_out_facts import RankerOutFacts


T = TypeVar("T", bound="RankerOut")


@_attrs_define
class RankerOut:
    """One version. ``refusal`` says why it may not become current; ``facts`` is its card.

    Attributes:
        version (str):
        state (RankerOutState):
        created (datetime.datetime | None): Null when its manifest cannot be read.
        refusal (None | str):
        facts (RankerOutFacts):
    """

    version: str
    state: RankerOutState
    created: datetime.datetime | None
    refusal: None | str
    facts: RankerOutFacts

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        state: str = self.state

        created: None | str
        if isinstance(self.created, datetime.datetime):
            created = self.created.isoformat()
        else:
            created = self.created

        refusal: None | str
        refusal = self.refusal

        facts = self.facts.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "state": state,
                "created": created,
                "refusal": refusal,
                "facts": facts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.ranker_out_facts import RankerOutFacts

        d = dict(src_dict)
        version = d.pop("version")

        state = check_ranker_out_state(d.pop("state"))

        def _parse_created(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                created_type_0 = datetime.datetime.fromisoformat(data)

                return created_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        created = _parse_created(d.pop("created"))

        def _parse_refusal(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        refusal = _parse_refusal(d.pop("refusal"))

        facts = RankerOutFacts.from_dict(d.pop("facts"))

        ranker_out = cls(
            version=version,
            state=state,
            created=created,
            refusal=refusal,
            facts=facts,
        )

        return ranker_out
