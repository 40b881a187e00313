from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.comparison_out_verdict import (
    ComparisonOutVerdict,
    check_comparison_out_verdict,
)

T = TypeVar("T", bound="ComparisonOut")


@_attrs_define
class ComparisonOut:
    """The second arm against the first; true whenever it is looked at, however often.

    Attributes:
        posts (int):
        difference_percent (float | None):
        low_percent (float | None): Of the 95 % interval that holds at all times; null: too early.
        high_percent (float | None):
        more_posts (int | None): About how many more would tell; 0: told already; null: cannot be said.
        verdict (ComparisonOutVerdict):
        words (str):
    """

    posts: int
    difference_percent: float | None
    low_percent: float | None
    high_percent: float | None
    more_posts: int | None
    verdict: ComparisonOutVerdict
    words: str

    def to_dict(self) -> dict[str, Any]:
        posts = self.posts

        difference_percent: float | None
        difference_percent = self.difference_percent

        low_percent: float | None
        low_percent = self.low_percent

        high_percent: float | None
        high_percent = self.high_percent

        more_posts: int | None
        more_posts = self.more_posts

        verdict: str = self.verdict

        words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "posts": posts,
                "difference_percent": difference_percent,
                "low_percent": low_percent,
                "high_percent": high_percent,
                "more_posts": more_posts,
                "verdict": verdict,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        posts = d.pop("posts")

        def _parse_difference_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        difference_percent = _parse_difference_percent(d.pop("difference_percent"))

        def _parse_low_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        low_percent = _parse_low_percent(d.pop("low_percent"))

        def _parse_high_percent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        high_percent = _parse_high_percent(d.pop("high_percent"))

        def _parse_more_posts(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        more_posts = _parse_more_posts(d.pop("more_posts"))

        verdict = check_comparison_out_verdict(d.pop("verdict"))

        words = d.pop("words")

        comparison_out = cls(
            posts=posts,
            difference_percent=difference_percent,
            low_percent=low_percent,
            high_percent=high_percent,
            more_posts=more_posts,
            verdict=verdict,
            words=words,
        )

        return comparison_out
