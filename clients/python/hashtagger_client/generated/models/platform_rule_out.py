from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="PlatformRuleOut")


@_attrs_define
class PlatformRuleOut:
    """
    Attributes:
        platform (str):
        max_tags (int | None):
        advised_tags (int):
        max_tag_chars (int | None):
        max_post_chars (int | None):
        since (str):
        until (None | str):
        source (str):
        note (str):
    """

    platform: str
    max_tags: int | None
    advised_tags: int
    max_tag_chars: int | None
    max_post_chars: int | None
    since: str
    until: None | str
    source: str
    note: str

    def to_dict(self) -> dict[str, Any]:
        platform = self.platform

        max_tags: int | None
        max_tags = self.max_tags

        advised_tags = self.advised_tags

        max_tag_chars: int | None
        max_tag_chars = self.max_tag_chars

        max_post_chars: int | None
        max_post_chars = self.max_post_chars

        since = self.since

        until: None | str
        until = self.until

        source = self.source

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "platform": platform,
                "max_tags": max_tags,
                "advised_tags": advised_tags,
                "max_tag_chars": max_tag_chars,
                "max_post_chars": max_post_chars,
                "since": since,
                "until": until,
                "source": source,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        platform = d.pop("platform")

        def _parse_max_tags(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_tags = _parse_max_tags(d.pop("max_tags"))

        advised_tags = d.pop("advised_tags")

        def _parse_max_tag_chars(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_tag_chars = _parse_max_tag_chars(d.pop("max_tag_chars"))

        def _parse_max_post_chars(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_post_chars = _parse_max_post_chars(d.pop("max_post_chars"))

        since = d.pop("since")

        def _parse_until(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        until = _parse_until(d.pop("until"))

        source = d.pop("source")

        note = d.pop("note")

        platform_rule_out = cls(
            platform=platform,
            max_tags=max_tags,
            advised_tags=advised_tags,
            max_tag_chars=max_tag_chars,
            max_post_chars=max_post_chars,
            since=since,
            until=until,
            source=source,
            note=note,
        )

        return platform_rule_out
