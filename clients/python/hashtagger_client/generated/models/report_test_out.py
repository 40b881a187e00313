from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ReportTestOut")


@_attrs_define
class ReportTestOut:
    """How the mail that was sent at once went; ``error`` is the code of what kept it from being taken.

    Attributes:
        sent (bool):
        error (None | str):
    """

    sent: bool
    error: None | str

    def to_dict(self) -> dict[str, Any]:
        sent = self.sent

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "sent": sent,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        sent = d.pop("sent")

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        report_test_out = cls(
            sent=sent,
            error=error,
        )

        return report_test_out
