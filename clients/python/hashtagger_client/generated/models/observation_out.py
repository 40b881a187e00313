from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ObservationOut")


@_attrs_define
class ObservationOut:
    """What a post had earned at one moment. ``interactions`` sums likes, comments, shares, saves and follows.

    Attributes:
        observed_at (datetime.datetime):
        age_h (float | None):
        interactions (int | None):
        impressions (int | None | Unset):
        reach (int | None | Unset): Distinct accounts.
        likes (int | None | Unset):
        comments (int | None | Unset):
        shares (int | None | Unset):
        saves (int | None | Unset):
        follows (int | None | Unset):
    """

    observed_at: datetime.datetime
    age_h: float | None
    interactions: int | None
    impressions: int | None | Unset = UNSET
    reach: int | None | Unset = UNSET
    likes: int | None | Unset = UNSET
    comments: int | None | Unset = UNSET
    shares: int | None | Unset = UNSET
    saves: int | None | Unset = UNSET
    follows: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        observed_at = self.observed_at.isoformat()

        age_h: float | None
        age_h = self.age_h

        interactions: int | None
        interactions = self.interactions

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

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "observed_at": observed_at,
                "age_h": age_h,
                "interactions": interactions,
            }
        )
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

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        observed_at = datetime.datetime.fromisoformat(d.pop("observed_at"))

        def _parse_age_h(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        age_h = _parse_age_h(d.pop("age_h"))

        def _parse_interactions(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        interactions = _parse_interactions(d.pop("interactions"))

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

        observation_out = cls(
            observed_at=observed_at,
            age_h=age_h,
            interactions=interactions,
            impressions=impressions,
            reach=reach,
            likes=likes,
            comments=comments,
            shares=shares,
            saves=saves,
            follows=follows,
        )

        return observation_out
