from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.shown_tag_out import ShownTagOut


T = TypeVar("T", bound="PastAnswerOut")


@_attrs_define
class PastAnswerOut:
    """One answer in short, and what feedback left of it; GET /v1/recommendations/{recommendation_id} has all of it.

    Attributes:
        recommendation_id (str):
        created (datetime.datetime):
        platform (str):
        profile_id (None | str):
        caption (None | str):
        tags (list[ShownTagOut]): Those that were shown, by position.
        draft (str): The first 200 characters of the text.
        kept (list[str]):
        removed (list[str]):
        added (list[str]):
        copied_at (datetime.datetime | None):
        post_id (None | str): Your name for the newest post that was made with it.
    """

    recommendation_id: str
    created: datetime.datetime
    platform: str
    profile_id: None | str
    caption: None | str
    tags: list[ShownTagOut]
    draft: str
    kept: list[str]
    removed: list[str]
    added: list[str]
    copied_at: datetime.datetime | None
    post_id: None | str

    def to_dict(self) -> dict[str, Any]:
        recommendation_id = self.recommendation_id

        created = self.created.isoformat()

        platform = self.platform

        profile_id: None | str
        profile_id = self.profile_id

        caption: None | str
        caption = self.caption

        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        draft = self.draft

        kept = self.kept

        removed = self.removed

        added = self.added

        copied_at: None | str
        if isinstance(self.copied_at, datetime.datetime):
            copied_at = self.copied_at.isoformat()
        else:
            copied_at = self.copied_at

        post_id: None | str
        post_id = self.post_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "recommendation_id": recommendation_id,
                "created": created,
                "platform": platform,
                "profile_id": profile_id,
                "caption": caption,
                "tags": tags,
                "draft": draft,
                "kept": kept,
                "removed": removed,
                "added": added,
                "copied_at": copied_at,
                "post_id": post_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.shown_tag_out import ShownTagOut

        d = dict(src_dict)
        recommendation_id = d.pop("recommendation_id")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        platform = d.pop("platform")

        def _parse_profile_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        profile_id = _parse_profile_id(d.pop("profile_id"))

        def _parse_caption(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        caption = _parse_caption(d.pop("caption"))

        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = ShownTagOut.from_dict(tags_item_data)

            tags.append(tags_item)

        draft = d.pop("draft")

        kept = cast(list[str], d.pop("kept"))

        removed = cast(list[str], d.pop("removed"))

        added = cast(list[str], d.pop("added"))

        def _parse_copied_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                copied_at_type_0 = datetime.datetime.fromisoformat(data)

                return copied_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        copied_at = _parse_copied_at(d.pop("copied_at"))

        def _parse_post_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        post_id = _parse_post_id(d.pop("post_id"))

        past_answer_out = cls(
            recommendation_id=recommendation_id,
            created=created,
            platform=platform,
            profile_id=profile_id,
            caption=caption,
            tags=tags,
            draft=draft,
            kept=kept,
            removed=removed,
            added=added,
            copied_at=copied_at,
            post_id=post_id,
        )

        return past_answer_out
