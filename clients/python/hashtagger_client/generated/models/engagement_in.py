from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="EngagementIn")


@_attrs_define
class EngagementIn:
    """What a post had earned at one moment.

    Attributes:
        impressions (int | None | Unset):
        reach (int | None | Unset): Distinct accounts.
        likes (int | None | Unset):
        comments (int | None | Unset):
        shares (int | None | Unset):
        saves (int | None | Unset):
        follows (int | None | Unset):
        observed_at (datetime.datetime | None | Unset): When it had earned that.
        age_h (float | None | Unset): Or: hours since it was published.
    """

    impressions: int | None | Unset = UNSET
    reach: int | None | Unset = UNSET
    likes: int | None | Unset = UNSET
    comments: int | None | Unset = UNSET
    shares: int | None | Unset = UNSET
    saves: int | None | Unset = UNSET
    follows: int | None | Unset = UNSET
    observed_at: datetime.datetime | None | Unset = UNSET
    age_h: float | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        impressions: int | None | Unset
        if isinstance(self.impressions, Unset):
            impressions = UNSET
        else:
            impressions = self.impressions

        reach: int | None | Unset
        if isinstance(self.reach, Unset):
            reach = UNSET
        else:
            reach = self.reach

        likes: int | None | Unset
        if isinstance(self.likes, Unset):
            likes = UNSET
        else:
            likes = self.likes

        comments: int | None | Unset
        if isinstance(self.comments, Unset):
            comments = UNSET
        else:
            comments = self.comments

        shares: int | None | Unset
        if isinstance(self.shares, Unset):
            shares = UNSET
        else:
            shares = self.shares

        saves: int | None | Unset
        if isinstance(self.saves, Unset):
            saves = UNSET
        else:
            saves = self.saves

        follows: int | None | Unset
        if isinstance(self.follows, Unset):
            follows = UNSET
        else:
            follows = self.follows

        observed_at: None | str | Unset
        if isinstance(self.observed_at, Unset):
            observed_at = UNSET
        elif isinstance(self.observed_at, datetime.datetime):
            observed_at = self.observed_at.isoformat()
        else:
            observed_at = self.observed_at

        age_h: float | None | Unset
        if isinstance(self.age_h, Unset):
            age_h = UNSET
        else:
            age_h = self.age_h

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if impressions is not UNSET:
            field_dict["impressions"] = impressions
        if reach is not UNSET:
            field_dict["reach"] = reach
        if likes is not UNSET:
            field_dict["likes"] = likes
        if comments is not UNSET:
            field_dict["comments"] = comments
        if shares is not UNSET:
            field_dict["shares"] = shares
        if saves is not UNSET:
            field_dict["saves"] = saves
        if follows is not UNSET:
            field_dict["follows"] = follows
        if observed_at is not UNSET:
            field_dict["observed_at"] = observed_at
        if age_h is not UNSET:
            field_dict["age_h"] = age_h

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_impressions(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        impressions = _parse_impressions(d.pop("impressions", UNSET))

        def _parse_reach(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        reach = _parse_reach(d.pop("reach", UNSET))

        def _parse_likes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        likes = _parse_likes(d.pop("likes", UNSET))

        def _parse_comments(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        comments = _parse_comments(d.pop("comments", UNSET))

        def _parse_shares(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        shares = _parse_shares(d.pop("shares", UNSET))

        def _parse_saves(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        saves = _parse_saves(d.pop("saves", UNSET))

        def _parse_follows(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        follows = _parse_follows(d.pop("follows", UNSET))

        def _parse_observed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                observed_at_type_0 = datetime.datetime.fromisoformat(data)

                return observed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        observed_at = _parse_observed_at(d.pop("observed_at", UNSET))

        def _parse_age_h(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        age_h = _parse_age_h(d.pop("age_h", UNSET))

        engagement_in = cls(
            impressions=impressions,
            reach=reach,
            likes=likes,
            comments=comments,
            shares=shares,
            saves=saves,
            follows=follows,
            observed_at=observed_at,
            age_h=age_h,
        )

        return engagement_in
