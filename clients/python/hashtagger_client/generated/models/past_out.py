from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.series_out import SeriesOut


T = TypeVar("T", bound="PastOut")


@_attrs_define
class PastOut:
    """
    Attributes:
        source (str):
        hourly (SeriesOut): Values one after another from ``start``, one for each ``step_h`` hours.

            ``authors`` are distinct in each hour; ``author_hours`` of a day are their sum over its hours. A value is null
            where less
            than half of the time was listened to (``observed``, 0..1), else where there were fewer than ``public_floor``
            people.
        daily (SeriesOut): Values one after another from ``start``, one for each ``step_h`` hours.

            ``authors`` are distinct in each hour; ``author_hours`` of a day are their sum over its hours. A value is null
            where less
            than half of the time was listened to (``observed``, 0..1), else where there were fewer than ``public_floor``
            people.
    """

    source: str
    hourly: SeriesOut
    daily: SeriesOut

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        hourly = self.hourly.to_dict()

        daily = self.daily.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "source": source,
                "hourly": hourly,
                "daily": daily,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.series_out import SeriesOut

        d = dict(src_dict)
        source = d.pop("source")

        hourly = SeriesOut.from_dict(d.pop("hourly"))

        daily = SeriesOut.from_dict(d.pop("daily"))

        past_out = cls(
            source=source,
            hourly=hourly,
            daily=daily,
        )

        return past_out
