from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

T = TypeVar("T", bound="WeekTableOut")


@_attrs_define
class WeekTableOut:
    """Seven rows, Monday first, of 24 hours each, as one source counted them.

    ``mean`` is of the distinct authors in the hours that had at least ``public_floor`` of them, null where most had
    fewer.

        Attributes:
            source (str):
            unit (Literal['authors']):
            mean (list[list[float | None]]):
            observations (list[list[int]]): Hours that the mean rests on.
            below_floor (list[list[int]]): Hours that were listened to and had fewer people.
    """

    source: str
    unit: Literal["authors"]
    mean: list[list[float | None]]
    observations: list[list[int]]
    below_floor: list[list[int]]

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        unit = self.unit

        mean = []
        for mean_item_data in self.mean:
            mean_item = []
            for mean_item_item_data in mean_item_data:
                mean_item_item: float | None
                mean_item_item = mean_item_item_data
                mean_item.append(mean_item_item)

            mean.append(mean_item)

        observations = []
        for observations_item_data in self.observations:
            observations_item = observations_item_data

            observations.append(observations_item)

        below_floor = []
        for below_floor_item_data in self.below_floor:
            below_floor_item = below_floor_item_data

            below_floor.append(below_floor_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "source": source,
                "unit": unit,
                "mean": mean,
                "observations": observations,
                "below_floor": below_floor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        source = d.pop("source")

        unit = cast(Literal["authors"], d.pop("unit"))
        if unit != "authors":
            raise ValueError(f"unit must match const 'authors', got '{unit}'")

        mean = []
        _mean = d.pop("mean")
        for mean_item_data in _mean:
            mean_item = []
            _mean_item = mean_item_data
            for mean_item_item_data in _mean_item:

                def _parse_mean_item_item(data: object) -> float | None:
                    if data is None:
                        return data
                    return cast(float | None, data)

                mean_item_item = _parse_mean_item_item(mean_item_item_data)

                mean_item.append(mean_item_item)

            mean.append(mean_item)

        observations = []
        _observations = d.pop("observations")
        for observations_item_data in _observations:
            observations_item = cast(list[int], observations_item_data)

            observations.append(observations_item)

        below_floor = []
        _below_floor = d.pop("below_floor")
        for below_floor_item_data in _below_floor:
            below_floor_item = cast(list[int], below_floor_item_data)

            below_floor.append(below_floor_item)

        week_table_out = cls(
            source=source,
            unit=unit,
            mean=mean,
            observations=observations,
            below_floor=below_floor,
        )

        return week_table_out
