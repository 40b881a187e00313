from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.report_mail_changes_formats_type_0_item import (
    ReportMailChangesFormatsType0Item,
    check_report_mail_changes_formats_type_0_item,
)
from ..models.report_mail_changes_language_type_0 import (
    ReportMailChangesLanguageType0,
    check_report_mail_changes_language_type_0,
)
from ..models.report_mail_changes_view_type_0 import (
    ReportMailChangesViewType0,
    check_report_mail_changes_view_type_0,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.report_mail_changes_params_type_0 import ReportMailChangesParamsType0
    from ..models.schedule_in import ScheduleIn


T = TypeVar("T", bound="ReportMailChanges")


@_attrs_define
class ReportMailChanges:
    """Only what is given changes, and that as a whole.

    Attributes:
        name (None | str | Unset):
        view (None | ReportMailChangesViewType0 | Unset):
        params (None | ReportMailChangesParamsType0 | Unset):
        formats (list[ReportMailChangesFormatsType0Item] | None | Unset):
        email (None | str | Unset):
        language (None | ReportMailChangesLanguageType0 | Unset):
        schedule (None | ScheduleIn | Unset):
        enabled (bool | None | Unset):
    """

    name: None | str | Unset = UNSET
    view: None | ReportMailChangesViewType0 | Unset = UNSET
    params: None | ReportMailChangesParamsType0 | Unset = UNSET
    formats: list[ReportMailChangesFormatsType0Item] | None | Unset = UNSET
    email: None | str | Unset = UNSET
    language: None | ReportMailChangesLanguageType0 | Unset = UNSET
    schedule: None | ScheduleIn | Unset = UNSET
    enabled: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.report_mail_changes_params_type_0 import (
            ReportMailChangesParamsType0,
        )
        from ..models.schedule_in import ScheduleIn

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        view: None | str | Unset
        if isinstance(self.view, Unset):
            view = UNSET
        elif isinstance(self.view, str):
            view = self.view
        else:
            view = self.view

        params: dict[str, Any] | None | Unset
        if isinstance(self.params, Unset):
            params = UNSET
        elif isinstance(self.params, ReportMailChangesParamsType0):
            params = self.params.to_dict()
        else:
            params = self.params

        formats: list[str] | None | Unset
        if isinstance(self.formats, Unset):
            formats = UNSET
        elif isinstance(self.formats, list):
            formats = []
            for formats_type_0_item_data in self.formats:
                formats_type_0_item: str = formats_type_0_item_data
                formats.append(formats_type_0_item)

        else:
            formats = self.formats

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        language: None | str | Unset
        if isinstance(self.language, Unset):
            language = UNSET
        elif isinstance(self.language, str):
            language = self.language
        else:
            language = self.language

        schedule: dict[str, Any] | None | Unset
        if isinstance(self.schedule, Unset):
            schedule = UNSET
        elif isinstance(self.schedule, ScheduleIn):
            schedule = self.schedule.to_dict()
        else:
            schedule = self.schedule

        enabled: bool | None | Unset
        if isinstance(self.enabled, Unset):
            enabled = UNSET
        else:
            enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if view is not UNSET:
            field_dict["view"] = view
        if params is not UNSET:
            field_dict["params"] = params
        if formats is not UNSET:
            field_dict["formats"] = formats
        if email is not UNSET:
            field_dict["email"] = email
        if language is not UNSET:
            field_dict["language"] = language
        if schedule is not UNSET:
            field_dict["schedule"] = schedule
        if enabled is not UNSET:
            field_dict["enabled"] = enabled

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_mail_changes_params_type_0 import (
            ReportMailChangesParamsType0,
        )
        from ..models.schedule_in import ScheduleIn

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_view(data: object) -> None | ReportMailChangesViewType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                view_type_0 = check_report_mail_changes_view_type_0(data)

                return view_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReportMailChangesViewType0 | Unset, data)

        view = _parse_view(d.pop("view", UNSET))

        def _parse_params(data: object) -> None | ReportMailChangesParamsType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                params_type_0 = ReportMailChangesParamsType0.from_dict(data)

                return params_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReportMailChangesParamsType0 | Unset, data)

        params = _parse_params(d.pop("params", UNSET))

        def _parse_formats(
            data: object,
        ) -> list[ReportMailChangesFormatsType0Item] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                formats_type_0 = []
                _formats_type_0 = data
                for formats_type_0_item_data in _formats_type_0:
                    formats_type_0_item = check_report_mail_changes_formats_type_0_item(
                        formats_type_0_item_data
                    )

                    formats_type_0.append(formats_type_0_item)

                return formats_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ReportMailChangesFormatsType0Item] | None | Unset, data)

        formats = _parse_formats(d.pop("formats", UNSET))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_language(
            data: object,
        ) -> None | ReportMailChangesLanguageType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                language_type_0 = check_report_mail_changes_language_type_0(data)

                return language_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReportMailChangesLanguageType0 | Unset, data)

        language = _parse_language(d.pop("language", UNSET))

        def _parse_schedule(data: object) -> None | ScheduleIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                schedule_type_0 = ScheduleIn.from_dict(data)

                return schedule_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScheduleIn | Unset, data)

        schedule = _parse_schedule(d.pop("schedule", UNSET))

        def _parse_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        enabled = _parse_enabled(d.pop("enabled", UNSET))

        report_mail_changes = cls(
            name=name,
            view=view,
            params=params,
            formats=formats,
            email=email,
            language=language,
            schedule=schedule,
            enabled=enabled,
        )

        return report_mail_changes
