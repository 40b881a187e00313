from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.post_out import PostOut


T = TypeVar("T", bound="PostPageOut")


@_attrs_define
class PostPageOut:
    """Your posts by post_id; ``next`` is the ``cursor`` of the next page.

    Attributes:
        posts (list[PostOut]):
        next_ (None | str):
    """

    posts: list[PostOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        posts = []
        for posts_item_data in self.posts:
            posts_item = posts_item_data.to_dict()
            posts.append(posts_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "posts": posts,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.post_out import PostOut

        d = dict(src_dict)
        posts = []
        _posts = d.pop("posts")
        for posts_item_data in _posts:
            posts_item = PostOut.from_dict(posts_item_data)

            posts.append(posts_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        post_page_out = cls(
            posts=posts,
            next_=next_,
        )

        return post_page_out
