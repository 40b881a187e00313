from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.experiment_out_state import ExperimentOutState, check_experiment_out_state

if TYPE_CHECKING:
    from ..models.arm_out import ArmOut
    from ..models.comparison_out import ComparisonOut


T = TypeVar("T", bound="ExperimentOut")


@_attrs_define
class ExperimentOut:
    """
    Attributes:
        experiment_id (str):
        profile_id (str):
        name (str):
        state (ExperimentOutState):
        created (datetime.datetime):
        ended (datetime.datetime | None):
        arms (list[ArmOut]):
        comparison (ComparisonOut): The second arm against the first; true whenever it is looked at, however often.
    """

    experiment_id: str
    profile_id: str
    name: str
    state: ExperimentOutState
    created: datetime.datetime
    ended: datetime.datetime | None
    arms: list[ArmOut]
    comparison: ComparisonOut

    def to_dict(self) -> dict[str, Any]:
        experiment_id = self.experiment_id

        profile_id = self.profile_id

        name = self.name

        state: str = self.state

        created = self.created.isoformat()

        ended: None | str
        if isinstance(self.ended, datetime.datetime):
            ended = self.ended.isoformat()
        else:
            ended = self.ended

        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)

        comparison = self.comparison.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "experiment_id": experiment_id,
                "profile_id": profile_id,
                "name": name,
                "state": state,
                "created": created,
                "ended": ended,
                "arms": arms,
                "comparison": comparison,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.arm_out import ArmOut
        from ..models.comparison_out import ComparisonOut

        d = dict(src_dict)
        experiment_id = d.pop("experiment_id")

        profile_id = d.pop("profile_id")

        name = d.pop("name")

        state = check_experiment_out_state(d.pop("state"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_ended(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_type_0 = datetime.datetime.fromisoformat(data)

                return ended_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended = _parse_ended(d.pop("ended"))

        arms = []
        _arms = d.pop("arms")
        for arms_item_data in _arms:
            arms_item = ArmOut.from_dict(arms_item_data)

            arms.append(arms_item)

        comparison = ComparisonOut.from_dict(d.pop("comparison"))

        experiment_out = cls(
            experiment_id=experiment_id,
            profile_id=profile_id,
            name=name,
            state=state,
            created=created,
            ended=ended,
            arms=arms,
            comparison=comparison,
        )

        return experiment_out
