from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.account_tag_out_verdict import (
    AccountTagOutVerdict,
    check_account_tag_out_verdict,
)

T = TypeVar("T", bound="AccountTagOut")


@_attrs_define
class AccountTagOut:
    """A tag of an account, and what its posts with it earned beyond what was expected of them.

    ``mean_percent`` is as measured; ``lift_percent`` is drawn towards what the tag earned all accounts, as far as few
    posts
    prove little. ``low_percent`` to ``high_percent`` is an interval of 80 %; on made-up accounts whose truth is known
    it held the
    truth in 82 to 97 of 100 cases (docs/accounts.md).

        Attributes:
            tag (str):
            uses (int):
            last_used (datetime.datetime):
            posts (int): With known engagement.
            mean_percent (float | None):
            lift_percent (float | None):
            low_percent (float | None):
            high_percent (float | None):
            verdict (AccountTagOutVerdict):
    """

    tag: str
    uses: int
    last_used: datetime.datetime
    posts: int
    mean_percent: float | None
    lift_percent: float | None
    low_percent: float | None
    high_percent: float | None
    verdict: AccountTagOutVerdict

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        uses = self.uses

        last_used = self.last_used.isoformat()

        posts = self.posts

        mean_percent: float | None
        mean_percent = self.mean_percent

        lift_percent: float | None
        lift_percent = self.lift_percent

        low_percent: float | None
        low_percent = self.low_percent

        high_percent: float | None
        high_percent = self.high_percent

        verdict: str = self.verdict

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "uses": uses,
                "last_used": last_used,
                "posts": posts,
                "mean_percent": mean_percent,
                "lift_percent": lift_percent,
                "low_percent": low_percent,
                "high_percent": high_percent,
                "verdict": verdict,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        tag = d.pop("tag")

        uses = d.pop("uses")

        last_used = datetime.datetime.fromisoformat(d.pop("last_used"))

        posts = d.pop("posts")

        def _parse_mean_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        mean_percent = _parse_mean_percent(d.pop("mean_percent"))

        def _parse_lift_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        lift_percent = _parse_lift_percent(d.pop("lift_percent"))

        def _parse_low_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        low_percent = _parse_low_percent(d.pop("low_percent"))

        def _parse_high_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        high_percent = _parse_high_percent(d.pop("high_percent"))

        verdict = check_account_tag_out_verdict(d.pop("verdict"))

        account_tag_out = cls(
            tag=tag,
            uses=uses,
            last_used=last_used,
            posts=posts,
            mean_percent=mean_percent,
            lift_percent=lift_percent,
            low_percent=low_percent,
            high_percent=high_percent,
            verdict=verdict,
        )

        return account_tag_out
