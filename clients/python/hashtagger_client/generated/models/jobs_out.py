from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.job_out import JobOut
    from ..models.standing_job_out import StandingJobOut


T = TypeVar("T", bound="JobsOut")


@_attrs_define
class JobsOut:
    """The timetable. ``scheduled_here``: this server keeps it; else 'hashtagger jobs' has to run beside it.

    ``trouble``: why sources of the user's own are missing from it.

        Attributes:
            scheduled_here (bool):
            trouble (None | str):
            jobs (list[JobOut]):
            standing (list[StandingJobOut]):
    """

    scheduled_here: bool
    trouble: None | str
    jobs: list[JobOut]
    standing: list[StandingJobOut]

    def to_dict(self) -> dict[str, Any]:
        scheduled_here = self.scheduled_here

        trouble: None | str
        trouble = self.trouble

        jobs = []
        for jobs_item_data in self.jobs:
            jobs_item = jobs_item_data.to_dict()
            jobs.append(jobs_item)

        standing = []
        for standing_item_data in self.standing:
            standing_item = standing_item_data.to_dict()
            standing.append(standing_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scheduled_here": scheduled_here,
                "trouble": trouble,
                "jobs": jobs,
                "standing": standing,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job_out import JobOut
        from ..models.standing_job_out import StandingJobOut

        d = dict(src_dict)
        scheduled_here = d.pop("scheduled_here")

        def _parse_trouble(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trouble = _parse_trouble(d.pop("trouble"))

        jobs = []
        _jobs = d.pop("jobs")
        for jobs_item_data in _jobs:
            jobs_item = JobOut.from_dict(jobs_item_data)

            jobs.append(jobs_item)

        standing = []
        _standing = d.pop("standing")
        for standing_item_data in _standing:
            standing_item = StandingJobOut.from_dict(standing_item_data)

            standing.append(standing_item)

        jobs_out = cls(
            scheduled_here=scheduled_here,
            trouble=trouble,
            jobs=jobs,
            standing=standing,
        )

        return jobs_out
