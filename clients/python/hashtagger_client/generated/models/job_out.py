from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.job_run_out import JobRunOut


T = TypeVar("T", bound="JobOut")


@_attrs_define
class JobOut:
    """One line of the timetable. ``next_due`` is null and ``why_off`` says why of a job that does not run.

    Attributes:
        name (str):
        every_s (int):
        limit_s (float): A run that takes longer is killed, and counts as failed.
        next_due (datetime.datetime | None):
        why_off (None | str):
        last_run (JobRunOut | None):
    """

    name: str
    every_s: int
    limit_s: float
    next_due: datetime.datetime | None
    why_off: None | str
    last_run: JobRunOut | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.job_run_out import JobRunOut

        name = self.name

        every_s = self.every_s

        limit_s = self.limit_s

        next_due: None | str
        if isinstance(self.next_due, datetime.datetime):
            next_due = self.next_due.isoformat()
        else:
            next_due = self.next_due

        why_off: None | str
        why_off = self.why_off

        last_run: dict[str, Any] | None
        if isinstance(self.last_run, JobRunOut):
            last_run = self.last_run.to_dict()
        else:
            last_run = self.last_run

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "every_s": every_s,
                "limit_s": limit_s,
                "next_due": next_due,
                "why_off": why_off,
                "last_run": last_run,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job_run_out import JobRunOut

        d = dict(src_dict)
        name = d.pop("name")

        every_s = d.pop("every_s")

        limit_s = d.pop("limit_s")

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

        def _parse_why_off(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        why_off = _parse_why_off(d.pop("why_off"))

        def _parse_last_run(data: object) -> JobRunOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                last_run_type_0 = JobRunOut.from_dict(data)

                return last_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobRunOut | None, data)

        last_run = _parse_last_run(d.pop("last_run"))

        job_out = cls(
            name=name,
            every_s=every_s,
            limit_s=limit_s,
            next_due=next_due,
            why_off=why_off,
            last_run=last_run,
        )

        return job_out
