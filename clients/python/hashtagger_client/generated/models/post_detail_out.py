from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.post_detail_out_format_type_0 import (
    PostDetailOutFormatType0,
    check_post_detail_out_format_type_0,
)

if TYPE_CHECKING:
    from ..models.observation_out import ObservationOut


T = TypeVar("T", bound="PostDetailOut")


@_attrs_define
class PostDetailOut:
    """A post with its newest 100 observations, the latest moment first.

    Attributes:
        post_id (str):
        profile_id (None | str):
        platform (None | str):
        url (None | str):
        published_at (datetime.datetime | None):
        format_ (None | PostDetailOutFormatType0):
        tags (list[str] | None):
        followers (int | None):
        recommendation_id (None | str):
        first_heard (datetime.datetime):
        engagement (list[ObservationOut]):
    """

    post_id: str
    profile_id: None | str
    platform: None | str
    url: None | str
    published_at: datetime.datetime | None
    format_: None | PostDetailOutFormatType0
    tags: list[str] | None
    followers: int | None
    recommendation_id: None | str
    first_heard: datetime.datetime
    engagement: list[ObservationOut]

    def to_dict(self) -> dict[str, Any]:
        post_id = self.post_id

        profile_id: None | str
        profile_id = self.profile_id

        platform: None | str
        platform = self.platform

        url: None | str
        url = self.url

        published_at: None | str
        if isinstance(self.published_at, datetime.datetime):
            published_at = self.published_at.isoformat()
        else:
            published_at = self.published_at

        format_: None | str
        if isinstance(self.format_, str):
            format_ = self.format_
        else:
            format_ = self.format_

        tags: list[str] | None
        if isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        followers: int | None
        followers = self.followers

        recommendation_id: None | str
        recommendation_id = self.recommendation_id

        first_heard = self.first_heard.isoformat()

        engagement = []
        for engagement_item_data in self.engagement:
            engagement_item = engagement_item_data.to_dict()
            engagement.append(engagement_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "post_id": post_id,
                "profile_id": profile_id,
                "platform": platform,
                "url": url,
                "published_at": published_at,
                "format": format_,
                "tags": tags,
                "followers": followers,
                "recommendation_id": recommendation_id,
                "first_heard": first_heard,
                "engagement": engagement,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.observation_out import ObservationOut

        d = dict(src_dict)
        post_id = d.pop("post_id")

        def _parse_profile_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        profile_id = _parse_profile_id(d.pop("profile_id"))

        def _parse_platform(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        platform = _parse_platform(d.pop("platform"))

        def _parse_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        url = _parse_url(d.pop("url"))

        def _parse_published_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                published_at_type_0 = datetime.datetime.fromisoformat(data)

                return published_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        published_at = _parse_published_at(d.pop("published_at"))

        def _parse_format_(data: object) -> None | PostDetailOutFormatType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_0 = check_post_detail_out_format_type_0(data)

                return format_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PostDetailOutFormatType0, data)

        format_ = _parse_format_(d.pop("format"))

        def _parse_tags(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        tags = _parse_tags(d.pop("tags"))

        def _parse_followers(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        followers = _parse_followers(d.pop("followers"))

        def _parse_recommendation_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recommendation_id = _parse_recommendation_id(d.pop("recommendation_id"))

        first_heard = datetime.datetime.fromisoformat(d.pop("first_heard"))

        engagement = []
        _engagement = d.pop("engagement")
        for engagement_item_data in _engagement:
            engagement_item = ObservationOut.from_dict(engagement_item_data)

            engagement.append(engagement_item)

        post_detail_out = cls(
            post_id=post_id,
            profile_id=profile_id,
            platform=platform,
            url=url,
            published_at=published_at,
            format_=format_,
            tags=tags,
            followers=followers,
            recommendation_id=recommendation_id,
            first_heard=first_heard,
            engagement=engagement,
        )

        return post_detail_out
