from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.report_mail_detail_out_formats_item import (
    ReportMailDetailOutFormatsItem,
    check_report_mail_detail_out_formats_item,
)
from ..models.report_mail_detail_out_language import (
    ReportMailDetailOutLanguage,
    check_report_mail_detail_out_language,
)
from ..models.report_mail_detail_out_view import (
    ReportMailDetailOutView,
    check_report_mail_detail_out_view,
)

if TYPE_CHECKING:
    from ..models.report_delivery_out import ReportDeliveryOut
    from ..models.report_mail_detail_out_params import ReportMailDetailOutParams
    from ..models.schedule_out import ScheduleOut


T = TypeVar("T", bound="ReportMailDetailOut")


@_attrs_define
class ReportMailDetailOut:
    """An order with its newest deliveries, newest first.

    Attributes:
        report_mail_id (str):
        created (datetime.datetime):
        name (str):
        view (ReportMailDetailOutView):
        params (ReportMailDetailOutParams):
        formats (list[ReportMailDetailOutFormatsItem]):
        email (str):
        language (ReportMailDetailOutLanguage):
        schedule (ScheduleOut):
        enabled (bool):
        next_due (datetime.datetime | None):
        recent (list[ReportDeliveryOut]):
    """

    report_mail_id: str
    created: datetime.datetime
    name: str
    view: ReportMailDetailOutView
    params: ReportMailDetailOutParams
    formats: list[ReportMailDetailOutFormatsItem]
    email: str
    language: ReportMailDetailOutLanguage
    schedule: ScheduleOut
    enabled: bool
    next_due: datetime.datetime | None
    recent: list[ReportDeliveryOut]

    def to_dict(self) -> dict[str, Any]:
        report_mail_id = self.report_mail_id

        created = self.created.isoformat()

        name = self.name

        view: str = self.view

        params = self.params.to_dict()

        formats = []
        for formats_item_data in self.formats:
            formats_item: str = formats_item_data
            formats.append(formats_item)

        email = self.email

        language: str = self.language

        schedule = self.schedule.to_dict()

        enabled = self.enabled

        next_due: None | str
        if isinstance(self.next_due, datetime.datetime):
            next_due = self.next_due.isoformat()
        else:
            next_due = self.next_due

        recent = []
        for recent_item_data in self.recent:
            recent_item = recent_item_data.to_dict()
            recent.append(recent_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "report_mail_id": report_mail_id,
                "created": created,
                "name": name,
                "view": view,
                "params": params,
                "formats": formats,
                "email": email,
                "language": language,
                "schedule": schedule,
                "enabled": enabled,
                "next_due": next_due,
                "recent": recent,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_delivery_out import ReportDeliveryOut
        from ..models.report_mail_detail_out_params import ReportMailDetailOutParams
        from ..models.schedule_out import ScheduleOut

        d = dict(src_dict)
        report_mail_id = d.pop("report_mail_id")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        name = d.pop("name")

        view = check_report_mail_detail_out_view(d.pop("view"))

        params = ReportMailDetailOutParams.from_dict(d.pop("params"))

        formats = []
        _formats = d.pop("formats")
        for formats_item_data in _formats:
            formats_item = check_report_mail_detail_out_formats_item(formats_item_data)

            formats.append(formats_item)

        email = d.pop("email")

        language = check_report_mail_detail_out_language(d.pop("language"))

        schedule = ScheduleOut.from_dict(d.pop("schedule"))

        enabled = d.pop("enabled")

        def _parse_next_due(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_due_type_0 = datetime.datetime.fromisoformat(data)

                return next_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_due = _parse_next_due(d.pop("next_due"))

        recent = []
        _recent = d.pop("recent")
        for recent_item_data in _recent:
            recent_item = ReportDeliveryOut.from_dict(recent_item_data)

            recent.append(recent_item)

        report_mail_detail_out = cls(
            report_mail_id=report_mail_id,
            created=created,
            name=name,
            view=view,
            params=params,
            formats=formats,
            email=email,
            language=language,
            schedule=schedule,
            enabled=enabled,
            next_due=next_due,
            recent=recent,
        )

        return report_mail_detail_out
