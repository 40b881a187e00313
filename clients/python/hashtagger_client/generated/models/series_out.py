from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.series_out_unit import SeriesOutUnit, check_series_out_unit

T = TypeVar("T", bound="SeriesOut")


@_attrs_define
class SeriesOut:
    """Values one after another from ``start``, one for each ``step_h`` hours.

    ``authors`` are distinct in each hour; ``author_hours`` of a day are their sum over its hours. A value is null where
    less
    than half of the time was listened to (``observed``, 0..1), else where there were fewer than ``public_floor``
    people.

        Attributes:
            start (datetime.datetime):
            step_h (int):
            unit (SeriesOutUnit):
            values (list[float | None]):
            posts (list[float | None]):
            observed (list[float]):
    """

    start: datetime.datetime
    step_h: int
    unit: SeriesOutUnit
    values: list[float | None]
    posts: list[float | None]
    observed: list[float]

    def to_dict(self) -> dict[str, Any]:
        start = self.start.isoformat()

        step_h = self.step_h

        unit: str = self.unit

        values = []
        for values_item_data in self.values:
            values_item: float | None
            values_item = values_item_data
            values.append(values_item)

        posts = []
        for posts_item_data in self.posts:
            posts_item: float | None
            posts_item = posts_item_data
            posts.append(posts_item)

        observed = self.observed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "start": start,
                "step_h": step_h,
                "unit": unit,
                "values": values,
                "posts": posts,
                "observed": observed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        start = datetime.datetime.fromisoformat(d.pop("start"))

        step_h = d.pop("step_h")

        unit = check_series_out_unit(d.pop("unit"))

        values = []
        _values = d.pop("values")
        for values_item_data in _values:

            def _parse_values_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            values_item = _parse_values_item(values_item_data)

            values.append(values_item)

        posts = []
        _posts = d.pop("posts")
        for posts_item_data in _posts:

            def _parse_posts_item(data: object) -> float | None:
                if data is None:
                    return data
                return cast(float | None, data)

            posts_item = _parse_posts_item(posts_item_data)

            posts.append(posts_item)

        observed = cast(list[float], d.pop("observed"))

        series_out = cls(
            start=start,
            step_h=step_h,
            unit=unit,
            values=values,
            posts=posts,
            observed=observed,
        )

        return series_out
