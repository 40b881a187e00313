from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.series_out import SeriesOut


T = TypeVar("T", bound="ComparedTagOut")


@_attrs_define
class ComparedTagOut:
    """
    Attributes:
        tag (str):
        series (SeriesOut): Values one after another from ``start``, one for each ``step_h`` hours.

            ``authors`` are distinct in each hour; ``author_hours`` of a day are their sum over its hours. A value is null
            where less
            than half of the time was listened to (``observed``, 0..1), else where there were fewer than ``public_floor``
            people.
    """

    tag: str
    series: SeriesOut

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        series = self.series.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "series": series,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.series_out import SeriesOut

        d = dict(src_dict)
        tag = d.pop("tag")

        series = SeriesOut.from_dict(d.pop("series"))

        compared_tag_out = cls(
            tag=tag,
            series=series,
        )

        return compared_tag_out
