from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.tried_out import TriedOut


T = TypeVar("T", bound="TestOut")


@_attrs_define
class TestOut:
    """How the test message went on each way.

    Attributes:
        deliveries (list[TriedOut]):
    """

    deliveries: list[TriedOut]

    def to_dict(self) -> dict[str, Any]:
        deliveries = []
        for deliveries_item_data in self.deliveries:
            deliveries_item = deliveries_item_data.to_dict()
            deliveries.append(deliveries_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "deliveries": deliveries,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.tried_out import TriedOut

        d = dict(src_dict)
        deliveries = []
        _deliveries = d.pop("deliveries")
        for deliveries_item_data in _deliveries:
            deliveries_item = TriedOut.from_dict(deliveries_item_data)

            deliveries.append(deliveries_item)

        test_out = cls(
            deliveries=deliveries,
        )

        return test_out
