from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.job_run_out_state import JobRunOutState, check_job_run_out_state

if TYPE_CHECKING:
    from ..models.job_run_out_counts import JobRunOutCounts


T = TypeVar("T", bound="JobRunOut")


@_attrs_define
class JobRunOut:
    """One run of a job. ``slot`` is the time it was due at, or says that it was run by hand. lost: its process died.

    ``seconds``: how long it took, or has taken so far.

        Attributes:
            job (str):
            slot (str):
            state (JobRunOutState):
            attempt (int): From 1; a slot that failed is tried again, three times in all.
            started (datetime.datetime):
            finished (datetime.datetime | None):
            seconds (float | None): Null of a run that was lost.
            counts (JobRunOutCounts): What it did, by kind.
            error (None | str):
    """

    job: str
    slot: str
    state: JobRunOutState
    attempt: int
    started: datetime.datetime
    finished: datetime.datetime | None
    seconds: float | None
    counts: JobRunOutCounts
    error: None | str

    def to_dict(self) -> dict[str, Any]:
        job = self.job

        slot = self.slot

        state: str = self.state

        attempt = self.attempt

        started = self.started.isoformat()

        finished: None | str
        if isinstance(self.finished, datetime.datetime):
            finished = self.finished.isoformat()
        else:
            finished = self.finished

        seconds: float | None
        seconds = self.seconds

        counts = self.counts.to_dict()

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "job": job,
                "slot": slot,
                "state": state,
                "attempt": attempt,
                "started": started,
                "finished": finished,
                "seconds": seconds,
                "counts": counts,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job_run_out_counts import JobRunOutCounts

        d = dict(src_dict)
        job = d.pop("job")

        slot = d.pop("slot")

        state = check_job_run_out_state(d.pop("state"))

        attempt = d.pop("attempt")

        started = datetime.datetime.fromisoformat(d.pop("started"))

        def _parse_finished(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_type_0 = datetime.datetime.fromisoformat(data)

                return finished_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished = _parse_finished(d.pop("finished"))

        def _parse_seconds(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        seconds = _parse_seconds(d.pop("seconds"))

        counts = JobRunOutCounts.from_dict(d.pop("counts"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        job_run_out = cls(
            job=job,
            slot=slot,
            state=state,
            attempt=attempt,
            started=started,
            finished=finished,
            seconds=seconds,
            counts=counts,
            error=error,
        )

        return job_run_out
