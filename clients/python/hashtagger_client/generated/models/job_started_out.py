from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="JobStartedOut")


@_attrs_define
class JobStartedOut:
    """The run that began; GET /v1/job-runs tells how it goes.

    Attributes:
        job (str):
        slot (str):
    """

    job: str
    slot: str

    def to_dict(self) -> dict[str, Any]:
        job = self.job

        slot = self.slot

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "job": job,
                "slot": slot,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        job = d.pop("job")

        slot = d.pop("slot")

        job_started_out = cls(
            job=job,
            slot=slot,
        )

        return job_started_out
