from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.job_run_out import JobRunOut


T = TypeVar("T", bound="JobRunPageOut")


@_attrs_define
class JobRunPageOut:
    """Runs, newest first; ``next`` is the ``cursor`` of the next page.

    Attributes:
        runs (list[JobRunOut]):
        next_ (None | str):
    """

    runs: list[JobRunOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        runs = []
        for runs_item_data in self.runs:
            runs_item = runs_item_data.to_dict()
            runs.append(runs_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "runs": runs,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.job_run_out import JobRunOut

        d = dict(src_dict)
        runs = []
        _runs = d.pop("runs")
        for runs_item_data in _runs:
            runs_item = JobRunOut.from_dict(runs_item_data)

            runs.append(runs_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        job_run_page_out = cls(
            runs=runs,
            next_=next_,
        )

        return job_run_page_out
