from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.experiment_line_out import ExperimentLineOut


T = TypeVar("T", bound="ExperimentPageOut")


@_attrs_define
class ExperimentPageOut:
    """
    Attributes:
        experiments (list[ExperimentLineOut]):
        next_ (None | str):
    """

    experiments: list[ExperimentLineOut]
    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        experiments = []
        for experiments_item_data in self.experiments:
            experiments_item = experiments_item_data.to_dict()
            experiments.append(experiments_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "experiments": experiments,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.experiment_line_out import ExperimentLineOut

        d = dict(src_dict)
        experiments = []
        _experiments = d.pop("experiments")
        for experiments_item_data in _experiments:
            experiments_item = ExperimentLineOut.from_dict(experiments_item_data)

            experiments.append(experiments_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        experiment_page_out = cls(
            experiments=experiments,
            next_=next_,
        )

        return experiment_page_out
