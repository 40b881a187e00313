from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.arm_in import ArmIn


T = TypeVar("T", bound="ExperimentIn")


@_attrs_define
class ExperimentIn:
    """A question to an account's coming posts: which of two ways earns more?

    Attributes:
        profile_id (str):
        name (str):
        arms (list[ArmIn]): The second is compared with the first.
    """

    profile_id: str
    name: str
    arms: list[ArmIn]

    def to_dict(self) -> dict[str, Any]:
        profile_id = self.profile_id

        name = self.name

        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "profile_id": profile_id,
                "name": name,
                "arms": arms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.arm_in import ArmIn

        d = dict(src_dict)
        profile_id = d.pop("profile_id")

        name = d.pop("name")

        arms = []
        _arms = d.pop("arms")
        for arms_item_data in _arms:
            arms_item = ArmIn.from_dict(arms_item_data)

            arms.append(arms_item)

        experiment_in = cls(
            profile_id=profile_id,
            name=name,
            arms=arms,
        )

        return experiment_in
