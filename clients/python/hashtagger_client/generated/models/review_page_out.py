from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.review_out import ReviewOut


T = TypeVar("T", bound="ReviewPageOut")


@_attrs_define
class ReviewPageOut:
    """Reviews in the order of their tags; ``next`` is the ``cursor`` of the next page.

    Attributes:
        reviews (list[ReviewOut]):
        next_ (None | str):
    """

    reviews: list[ReviewOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        reviews = []
        for reviews_item_data in self.reviews:
            reviews_item = reviews_item_data.to_dict()
            reviews.append(reviews_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reviews": reviews,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.review_out import ReviewOut

        d = dict(src_dict)
        reviews = []
        _reviews = d.pop("reviews")
        for reviews_item_data in _reviews:
            reviews_item = ReviewOut.from_dict(reviews_item_data)

            reviews.append(reviews_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        review_page_out = cls(
            reviews=reviews,
            next_=next_,
        )

        return review_page_out
