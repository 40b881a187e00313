from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.report_mail_in_formats_item import (
    ReportMailInFormatsItem,
    check_report_mail_in_formats_item,
)
from ..models.report_mail_in_language import (
    ReportMailInLanguage,
    check_report_mail_in_language,
)
from ..models.report_mail_in_view import ReportMailInView, check_report_mail_in_view
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.report_mail_in_params import ReportMailInParams
    from ..models.schedule_in import ScheduleIn


T = TypeVar("T", bound="ReportMailIn")


@_attrs_define
class ReportMailIn:
    """What to send, when, and to whom. The view `lift` needs a key with the scope `admin`.

    Attributes:
        name (str):
        view (ReportMailInView):
        email (str):
        schedule (ScheduleIn): Once a day, week or month, at a full hour by the clocks of a time zone.

            An hour that the clocks leave out is made up for at the next one; one that comes twice counts once.
        params (ReportMailInParams | Unset): As the query of the view's route under /v1/exports, with tag, tags
            (separated by commas) or experiment_id where the view is of those.
        formats (list[ReportMailInFormatsItem] | Unset):
        language (ReportMailInLanguage | Unset): Of the mail's frame; the report itself speaks English. Default: 'en'.
        enabled (bool | Unset):  Default: True.
    """

    name: str
    view: ReportMailInView
    email: str
    schedule: ScheduleIn
    params: ReportMailInParams | Unset = UNSET
    formats: list[ReportMailInFormatsItem] | Unset = UNSET
    language: ReportMailInLanguage | Unset = "en"
    enabled: bool | Unset = True

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        view: str = self.view

        email = self.email

        schedule = self.schedule.to_dict()

        params: dict[str, Any] | Unset = UNSET
        if not isinstance(self.params, Unset):
            params = self.params.to_dict()

        formats: list[str] | Unset = UNSET
        if not isinstance(self.formats, Unset):
            formats = []
            for formats_item_data in self.formats:
                formats_item: str = formats_item_data
                formats.append(formats_item)

        language: str | Unset = UNSET
        if not isinstance(self.language, Unset):
            language = self.language

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "view": view,
                "email": email,
                "schedule": schedule,
            }
        )
        if params is not UNSET:
            field_dict["params"] = params
        if formats is not UNSET:
            field_dict["formats"] = formats
        if language is not UNSET:
            field_dict["language"] = language
        if enabled is not UNSET:
            field_dict["enabled"] = enabled

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_mail_in_params import ReportMailInParams
        from ..models.schedule_in import ScheduleIn

        d = dict(src_dict)
        name = d.pop("name")

        view = check_report_mail_in_view(d.pop("view"))

        email = d.pop("email")

        schedule = ScheduleIn.from_dict(d.pop("schedule"))

        _params = d.pop("params", UNSET)
        params: ReportMailInParams | Unset
        if isinstance(_params, Unset):
            params = UNSET
        else:
            params = ReportMailInParams.from_dict(_params)

        _formats = d.pop("formats", UNSET)
        formats: list[ReportMailInFormatsItem] | Unset = UNSET
        if _formats is not UNSET:
            formats = []
            for formats_item_data in _formats:
                formats_item = check_report_mail_in_formats_item(formats_item_data)

                formats.append(formats_item)

        _language = d.pop("language", UNSET)
        language: ReportMailInLanguage | Unset
        if isinstance(_language, Unset):
            language = UNSET
        else:
            language = check_report_mail_in_language(_language)

        enabled = d.pop("enabled", UNSET)

        report_mail_in = cls(
            name=name,
            view=view,
            email=email,
            schedule=schedule,
            params=params,
            formats=formats,
            language=language,
            enabled=enabled,
        )

        return report_mail_in
