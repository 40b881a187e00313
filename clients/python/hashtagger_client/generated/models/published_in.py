from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.published_in_format_type_0 import (
    PublishedInFormatType0,
    check_published_in_format_type_0,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="PublishedIn")


@_attrs_define
class PublishedIn:
    """The post that came of the answer.

    Attributes:
        post_id (str): Your own name for it, usually the platform's id.
        url (None | str | Unset):
        published_at (datetime.datetime | None | Unset):
        platform (None | str | Unset):
        format_ (None | PublishedInFormatType0 | Unset):
        tags (list[str] | None | Unset): All that it was published with; left out, feedback tells them.
        followers (int | None | Unset): Of the account, when it was published.
    """

    post_id: str
    url: None | str | Unset = UNSET
    published_at: datetime.datetime | None | Unset = UNSET
    platform: None | str | Unset = UNSET
    format_: None | PublishedInFormatType0 | Unset = UNSET
    tags: list[str] | None | Unset = UNSET
    followers: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        post_id = self.post_id

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        published_at: None | str | Unset
        if isinstance(self.published_at, Unset):
            published_at = UNSET
        elif isinstance(self.published_at, datetime.datetime):
            published_at = self.published_at.isoformat()
        else:
            published_at = self.published_at

        platform: None | str | Unset
        if isinstance(self.platform, Unset):
            platform = UNSET
        else:
            platform = self.platform

        format_: None | str | Unset
        if isinstance(self.format_, Unset):
            format_ = UNSET
        elif isinstance(self.format_, str):
            format_ = self.format_
        else:
            format_ = self.format_

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        followers: int | None | Unset
        if isinstance(self.followers, Unset):
            followers = UNSET
        else:
            followers = self.followers

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "post_id": post_id,
            }
        )
        if url is not UNSET:
            field_dict["url"] = url
        if published_at is not UNSET:
            field_dict["published_at"] = published_at
        if platform is not UNSET:
            field_dict["platform"] = platform
        if format_ is not UNSET:
            field_dict["format"] = format_
        if tags is not UNSET:
            field_dict["tags"] = tags
        if followers is not UNSET:
            field_dict["followers"] = followers

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        post_id = d.pop("post_id")

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        def _parse_published_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                published_at_type_0 = datetime.datetime.fromisoformat(data)

                return published_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        published_at = _parse_published_at(d.pop("published_at", UNSET))

        def _parse_platform(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        platform = _parse_platform(d.pop("platform", UNSET))

        def _parse_format_(data: object) -> None | PublishedInFormatType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                format_type_0 = check_published_in_format_type_0(data)

                return format_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PublishedInFormatType0 | Unset, data)

        format_ = _parse_format_(d.pop("format", UNSET))

        def _parse_tags(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tags = _parse_tags(d.pop("tags", UNSET))

        def _parse_followers(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        followers = _parse_followers(d.pop("followers", UNSET))

        published_in = cls(
            post_id=post_id,
            url=url,
            published_at=published_at,
            platform=platform,
            format_=format_,
            tags=tags,
            followers=followers,
        )

        return published_in
