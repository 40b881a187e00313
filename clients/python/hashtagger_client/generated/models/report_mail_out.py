from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.report_mail_out_formats_item import (
    ReportMailOutFormatsItem,
    check_report_mail_out_formats_item,
)
from ..models.report_mail_out_language import (
    ReportMailOutLanguage,
    check_report_mail_out_language,
)
from ..models.report_mail_out_view import ReportMailOutView, check_report_mail_out_view

if TYPE_CHECKING:
    from ..models.report_mail_out_params import ReportMailOutParams
    from ..models.schedule_out import ScheduleOut


T = TypeVar("T", bound="ReportMailOut")


@_attrs_define
class ReportMailOut:
    """An order of yours; ``next_due`` is null while it is not enabled.

    Attributes:
        report_mail_id (str):
        created (datetime.datetime):
        name (str):
        view (ReportMailOutView):
        params (ReportMailOutParams):
        formats (list[ReportMailOutFormatsItem]):
        email (str):
        language (ReportMailOutLanguage):
        schedule (ScheduleOut):
        enabled (bool):
        next_due (datetime.datetime | None):
    """

    report_mail_id: str
    created: datetime.datetime
    name: str
    view: ReportMailOutView
    params: ReportMailOutParams
    formats: list[ReportMailOutFormatsItem]
    email: str
    language: ReportMailOutLanguage
    schedule: ScheduleOut
    enabled: bool
    next_due: datetime.datetime | None

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
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_mail_out_params import ReportMailOutParams
        from ..models.schedule_out import ScheduleOut

        d = dict(src_dict)
        report_mail_id = d.pop("report_mail_id")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        name = d.pop("name")

        view = check_report_mail_out_view(d.pop("view"))

        params = ReportMailOutParams.from_dict(d.pop("params"))

        formats = []
        _formats = d.pop("formats")
        for formats_item_data in _formats:
            formats_item = check_report_mail_out_formats_item(formats_item_data)

            formats.append(formats_item)

        email = d.pop("email")

        language = check_report_mail_out_language(d.pop("language"))

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

        report_mail_out = cls(
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
        )

        return report_mail_out
