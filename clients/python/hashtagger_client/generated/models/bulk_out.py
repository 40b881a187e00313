from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.refused_row_out import RefusedRowOut


T = TypeVar("T", bound="BulkOut")


@_attrs_define
class BulkOut:
    """What became of the rows. ``refusals`` tells the first 1,000 refused ones.

    Attributes:
        accepted (int):
        refused (int):
        refusals (list[RefusedRowOut]):
    """

    accepted: int
    refused: int
    refusals: list[RefusedRowOut]

    def to_dict(self) -> dict[str, Any]:
        accepted = self.accepted

        refused = self.refused

        refusals = []
        for refusals_item_data in self.refusals:
            refusals_item = refusals_item_data.to_dict()
            refusals.append(refusals_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accepted": accepted,
                "refused": refused,
                "refusals": refusals,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.refused_row_out import RefusedRowOut

        d = dict(src_dict)
        accepted = d.pop("accepted")

        refused = d.pop("refused")

        refusals = []
        _refusals = d.pop("refusals")
        for refusals_item_data in _refusals:
            refusals_item = RefusedRowOut.from_dict(refusals_item_data)

            refusals.append(refusals_item)

        bulk_out = cls(
            accepted=accepted,
            refused=refused,
            refusals=refusals,
        )

        return bulk_out
