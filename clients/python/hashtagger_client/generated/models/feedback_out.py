from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.post_out import PostOut


T = TypeVar("T", bound="FeedbackOut")


@_attrs_define
class FeedbackOut:
    """What holds of an answer now. ``post`` is the one just named, else the newest that is known.

    Attributes:
        recommendation_id (str):
        kept (list[str]): Kept, as you said; a shown tag that you said nothing of counts as kept too.
        removed (list[str]):
        added (list[str]):
        copied_at (datetime.datetime | None):
        post (None | PostOut):
    """

    recommendation_id: str
    kept: list[str]
    removed: list[str]
    added: list[str]
    copied_at: datetime.datetime | None
    post: None | PostOut

    def to_dict(self) -> dict[str, Any]:
        from ..models.post_out import PostOut

        recommendation_id = self.recommendation_id

        kept = self.kept

        removed = self.removed

        added = self.added

        copied_at: None | str
        if isinstance(self.copied_at, datetime.datetime):
            copied_at = self.copied_at.isoformat()
        else:
            copied_at = self.copied_at

        post: dict[str, Any] | None
        if isinstance(self.post, PostOut):
            post = self.post.to_dict()
        else:
            post = self.post

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "recommendation_id": recommendation_id,
                "kept": kept,
                "removed": removed,
                "added": added,
                "copied_at": copied_at,
                "post": post,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.post_out import PostOut

        d = dict(src_dict)
        recommendation_id = d.pop("recommendation_id")

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

        def _parse_post(data: object) -> None | PostOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                post_type_0 = PostOut.from_dict(data)

                return post_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PostOut, data)

        post = _parse_post(d.pop("post"))

        feedback_out = cls(
            recommendation_id=recommendation_id,
            kept=kept,
            removed=removed,
            added=added,
            copied_at=copied_at,
            post=post,
        )

        return feedback_out
