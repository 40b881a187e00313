from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.experiment_line_out_state import (
    ExperimentLineOutState,
    check_experiment_line_out_state,
)

T = TypeVar("T", bound="ExperimentLineOut")


@_attrs_define
class ExperimentLineOut:
    """One of the list; read it by its id for what it has shown.

    Attributes:
        experiment_id (str):
        profile_id (str):
        name (str):
        state (ExperimentLineOutState):
        created (datetime.datetime):
        ended (datetime.datetime | None):
    """

    experiment_id: str
    profile_id: str
    name: str
    state: ExperimentLineOutState
    created: datetime.datetime
    ended: datetime.datetime | None

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

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "experiment_id": experiment_id,
                "profile_id": profile_id,
                "name": name,
                "state": state,
                "created": created,
                "ended": ended,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        experiment_id = d.pop("experiment_id")

        profile_id = d.pop("profile_id")

        name = d.pop("name")

        state = check_experiment_line_out_state(d.pop("state"))

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

        experiment_line_out = cls(
            experiment_id=experiment_id,
            profile_id=profile_id,
            name=name,
            state=state,
            created=created,
            ended=ended,
        )

        return experiment_line_out
