from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.report_mail_out import ReportMailOut


T = TypeVar("T", bound="ReportMailPageOut")


@_attrs_define
class ReportMailPageOut:
    """Your orders, newest first; ``next`` is the ``cursor`` of the next page.

    Attributes:
        report_mails (list[ReportMailOut]):
        next_ (None | str):
    """

    report_mails: list[ReportMailOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        report_mails = []
        for report_mails_item_data in self.report_mails:
            report_mails_item = report_mails_item_data.to_dict()
            report_mails.append(report_mails_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "report_mails": report_mails,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_mail_out import ReportMailOut

        d = dict(src_dict)
        report_mails = []
        _report_mails = d.pop("report_mails")
        for report_mails_item_data in _report_mails:
            report_mails_item = ReportMailOut.from_dict(report_mails_item_data)

            report_mails.append(report_mails_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        report_mail_page_out = cls(
            report_mails=report_mails,
            next_=next_,
        )

        return report_mail_page_out
