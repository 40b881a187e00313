from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ArmOut")


@_attrs_define
class ArmOut:
    """
    Attributes:
        name (str):
        policy (str):
        tags (int | None):
        answers (int): Given in this arm; not those that were degraded by 'ranker'.
        posts (int): The first published with each of them, with engagement known at 20 hours or later.
    """

    name: str
    policy: str
    tags: int | None
    answers: int
    posts: int

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        policy = self.policy

        tags: int | None
        tags = self.tags

        answers = self.answers

        posts = self.posts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "policy": policy,
                "tags": tags,
                "answers": answers,
                "posts": posts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        policy = d.pop("policy")

        def _parse_tags(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        tags = _parse_tags(d.pop("tags"))

        answers = d.pop("answers")

        posts = d.pop("posts")

        arm_out = cls(
            name=name,
            policy=policy,
            tags=tags,
            answers=answers,
            posts=posts,
        )

        return arm_out
