from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.tried_out_way import TriedOutWay, check_tried_out_way

T = TypeVar("T", bound="TriedOut")


@_attrs_define
class TriedOut:
    """
    Attributes:
        way (TriedOutWay):
        delivered (bool):
        status (int | None): HTTP status with which the webhook's address answered.
        error (None | str): Code of what kept it from being taken.
    """

    way: TriedOutWay
    delivered: bool
    status: int | None
    error: None | str

    def to_dict(self) -> dict[str, Any]:
        way: str = self.way

        delivered = self.delivered

        status: int | None
        status = self.status

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "way": way,
                "delivered": delivered,
                "status": status,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        way = check_tried_out_way(d.pop("way"))

        delivered = d.pop("delivered")

        def _parse_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status = _parse_status(d.pop("status"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        tried_out = cls(
            way=way,
            delivered=delivered,
            status=status,
            error=error,
        )

        return tried_out
