from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ArmOfAnswerOut")


@_attrs_define
class ArmOfAnswerOut:
    """The experiment of the profile that the post was drawn for, and the arm.

    Attributes:
        experiment_id (str):
        arm (str):
    """

    experiment_id: str
    arm: str

    def to_dict(self) -> dict[str, Any]:
        experiment_id = self.experiment_id

        arm = self.arm

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "experiment_id": experiment_id,
                "arm": arm,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        experiment_id = d.pop("experiment_id")

        arm = d.pop("arm")

        arm_of_answer_out = cls(
            experiment_id=experiment_id,
            arm=arm,
        )

        return arm_of_answer_out
