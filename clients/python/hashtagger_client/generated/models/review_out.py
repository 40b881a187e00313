from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.review_out_state import ReviewOutState, check_review_out_state

if TYPE_CHECKING:
    from ..models.review_out_evidence import ReviewOutEvidence


T = TypeVar("T", bound="ReviewOut")


@_attrs_define
class ReviewOut:
    """A tag that somebody should look at, or looked at. ``decided_by`` is 'rules' or the owner of a key.

    Attributes:
        tag (str):
        state (ReviewOutState):
        reason (str):
        evidence (ReviewOutEvidence):
        created (datetime.datetime):
        decided (datetime.datetime | None):
        decided_by (None | str):
    """

    tag: str
    state: ReviewOutState
    reason: str
    evidence: ReviewOutEvidence
    created: datetime.datetime
    decided: datetime.datetime | None
    decided_by: None | str

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        state: str = self.state

        reason = self.reason

        evidence = self.evidence.to_dict()

        created = self.created.isoformat()

        decided: None | str
        if isinstance(self.decided, datetime.datetime):
            decided = self.decided.isoformat()
        else:
            decided = self.decided

        decided_by: None | str
        decided_by = self.decided_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "state": state,
                "reason": reason,
                "evidence": evidence,
                "created": created,
                "decided": decided,
                "decided_by": decided_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.review_out_evidence import ReviewOutEvidence

        d = dict(src_dict)
        tag = d.pop("tag")

        state = check_review_out_state(d.pop("state"))

        reason = d.pop("reason")

        evidence = ReviewOutEvidence.from_dict(d.pop("evidence"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

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

        review_out = cls(
            tag=tag,
            state=state,
            reason=reason,
            evidence=evidence,
            created=created,
            decided=decided,
            decided_by=decided_by,
        )

        return review_out
