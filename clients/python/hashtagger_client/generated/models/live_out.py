from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LiveOut")


@_attrs_define
class LiveOut:
    """
    Attributes:
        alive (bool):
    """

    alive: bool

    def to_dict(self) -> dict[str, Any]:
        alive = self.alive

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "alive": alive,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        alive = d.pop("alive")

        live_out = cls(
            alive=alive,
        )

        return live_out
