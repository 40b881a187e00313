from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

T = TypeVar("T", bound="TrendForecastOut")


@_attrs_define
class TrendForecastOut:
    """The next 24 hours as one source would count them, with an interval that held in ``level`` of ``backtests``.

    Attributes:
        source (str):
        start (datetime.datetime):
        step_h (int):
        unit (Literal['authors']):
        level (float):
        expected (list[float]):
        low (list[float]):
        high (list[float]):
        backtests (int): Earlier forecasts that the interval was measured on.
    """

    source: str
    start: datetime.datetime
    step_h: int
    unit: Literal["authors"]
    level: float
    expected: list[float]
    low: list[float]
    high: list[float]
    backtests: int

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        start = self.start.isoformat()

        step_h = self.step_h

        unit = self.unit

        level = self.level

        expected = self.expected

        low = self.low

        high = self.high

        backtests = self.backtests

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "source": source,
                "start": start,
                "step_h": step_h,
                "unit": unit,
                "level": level,
                "expected": expected,
                "low": low,
                "high": high,
                "backtests": backtests,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        source = d.pop("source")

        start = datetime.datetime.fromisoformat(d.pop("start"))

        step_h = d.pop("step_h")

        unit = cast(Literal["authors"], d.pop("unit"))
        if unit != "authors":
            raise ValueError(f"unit must match const 'authors', got '{unit}'")

        level = d.pop("level")

        expected = cast(list[float], d.pop("expected"))

        low = cast(list[float], d.pop("low"))

        high = cast(list[float], d.pop("high"))

        backtests = d.pop("backtests")

        trend_forecast_out = cls(
            source=source,
            start=start,
            step_h=step_h,
            unit=unit,
            level=level,
            expected=expected,
            low=low,
            high=high,
            backtests=backtests,
        )

        return trend_forecast_out
