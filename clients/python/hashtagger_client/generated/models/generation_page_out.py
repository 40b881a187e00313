from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.generation_out import GenerationOut


T = TypeVar("T", bound="GenerationPageOut")


@_attrs_define
class GenerationPageOut:
    """Jobs, newest first; ``next`` goes into ``before`` for the next page.

    Attributes:
        generations (list[GenerationOut]):
        next_ (None | str):
    """

    generations: list[GenerationOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        generations = []
        for generations_item_data in self.generations:
            generations_item = generations_item_data.to_dict()
            generations.append(generations_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "generations": generations,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.generation_out import GenerationOut

        d = dict(src_dict)
        generations = []
        _generations = d.pop("generations")
        for generations_item_data in _generations:
            generations_item = GenerationOut.from_dict(generations_item_data)

            generations.append(generations_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        generation_page_out = cls(
            generations=generations,
            next_=next_,
        )

        return generation_page_out
