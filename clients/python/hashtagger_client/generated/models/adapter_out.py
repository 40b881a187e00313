from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AdapterOut")


@_attrs_define
class AdapterOut:
    """
    Attributes:
        name (str):
        weight (float):
    """

    name: str
    weight: float

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        weight = self.weight

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "weight": weight,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        weight = d.pop("weight")

        adapter_out = cls(
            name=name,
            weight=weight,
        )

        return adapter_out
