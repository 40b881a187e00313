from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.refused_post_out import RefusedPostOut


T = TypeVar("T", bound="ImportOut")


@_attrs_define
class ImportOut:
    """What became of a file of posts. ``refusals`` tells the first 100 refused ones.

    Attributes:
        posts (int):
        with_engagement (int):
        refused (int):
        refusals (list[RefusedPostOut]):
        since (datetime.datetime | None):
        until (datetime.datetime | None):
    """

    posts: int
    with_engagement: int
    refused: int
    refusals: list[RefusedPostOut]
    since: datetime.datetime | None
    until: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        posts = self.posts

        with_engagement = self.with_engagement

        refused = self.refused

        refusals = []
        for refusals_item_data in self.refusals:
            refusals_item = refusals_item_data.to_dict()
            refusals.append(refusals_item)

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "posts": posts,
                "with_engagement": with_engagement,
                "refused": refused,
                "refusals": refusals,
                "since": since,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.refused_post_out import RefusedPostOut

        d = dict(src_dict)
        posts = d.pop("posts")

        with_engagement = d.pop("with_engagement")

        refused = d.pop("refused")

        refusals = []
        _refusals = d.pop("refusals")
        for refusals_item_data in _refusals:
            refusals_item = RefusedPostOut.from_dict(refusals_item_data)

            refusals.append(refusals_item)

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        def _parse_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until = _parse_until(d.pop("until"))

        import_out = cls(
            posts=posts,
            with_engagement=with_engagement,
            refused=refused,
            refusals=refusals,
            since=since,
            until=until,
        )

        return import_out
