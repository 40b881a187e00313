from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="TogetherOut")


@_attrs_define
class TogetherOut:
    """
    Attributes:
        tag (str):
        posts (int):
    """

    tag: str
    posts: int

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        posts = self.posts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "posts": posts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        tag = d.pop("tag")

        posts = d.pop("posts")

        together_out = cls(
            tag=tag,
            posts=posts,
        )

        return together_out
