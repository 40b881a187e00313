from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AdapterIn")


@_attrs_define
class AdapterIn:
    """A LoRA by its name in the catalogue, and how strongly it is mixed in.

    Attributes:
        name (str):
        weight (float | Unset):  Default: 1.0.
    """

    name: str
    weight: float | Unset = 1.0

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        weight = self.weight

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if weight is not UNSET:
            field_dict["weight"] = weight

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        weight = d.pop("weight", UNSET)

        adapter_in = cls(
            name=name,
            weight=weight,
        )

        return adapter_in
