from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.platform_rule_out import PlatformRuleOut


T = TypeVar("T", bound="PlatformsOut")


@_attrs_define
class PlatformsOut:
    """The rules in force today, each with its date and source.

    Attributes:
        platforms (list[PlatformRuleOut]):
    """

    platforms: list[PlatformRuleOut]

    def to_dict(self) -> dict[str, Any]:
        platforms = []
        for platforms_item_data in self.platforms:
            platforms_item = platforms_item_data.to_dict()
            platforms.append(platforms_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "platforms": platforms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.platform_rule_out import PlatformRuleOut

        d = dict(src_dict)
        platforms = []
        _platforms = d.pop("platforms")
        for platforms_item_data in _platforms:
            platforms_item = PlatformRuleOut.from_dict(platforms_item_data)

            platforms.append(platforms_item)

        platforms_out = cls(
            platforms=platforms,
        )

        return platforms_out
