from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_in import EventIn
    from ..models.published_in import PublishedIn


T = TypeVar("T", bound="FeedbackIn")


@_attrs_define
class FeedbackIn:
    """What was done with an answer, and the post that came of it; one of them at least.

    Attributes:
        events (list[EventIn] | Unset):
        post (None | PublishedIn | Unset):
    """

    events: list[EventIn] | Unset = UNSET
    post: None | PublishedIn | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.published_in import PublishedIn

        events: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.events, Unset):
            events = []
            for events_item_data in self.events:
                events_item = events_item_data.to_dict()
                events.append(events_item)

        post: dict[str, Any] | None | Unset
        if isinstance(self.post, Unset):
            post = UNSET
        elif isinstance(self.post, PublishedIn):
            post = self.post.to_dict()
        else:
            post = self.post

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if events is not UNSET:
            field_dict["events"] = events
        if post is not UNSET:
            field_dict["post"] = post

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_in import EventIn
        from ..models.published_in import PublishedIn

        d = dict(src_dict)
        _events = d.pop("events", UNSET)
        events: list[EventIn] | Unset = UNSET
        if _events is not UNSET:
            events = []
            for events_item_data in _events:
                events_item = EventIn.from_dict(events_item_data)

                events.append(events_item)

        def _parse_post(data: object) -> None | PublishedIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                post_type_0 = PublishedIn.from_dict(data)

                return post_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PublishedIn | Unset, data)

        post = _parse_post(d.pop("post", UNSET))

        feedback_in = cls(
            events=events,
            post=post,
        )

        return feedback_in
