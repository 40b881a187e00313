from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.forecast_out_quantity import (
    ForecastOutQuantity,
    check_forecast_out_quantity,
)

T = TypeVar("T", bound="ForecastOut")


@_attrs_define
class ForecastOut:
    """What a post with these tags will have earned: between low and high in `level` of all cases.

    Attributes:
        quantity (ForecastOutQuantity):
        low (float):
        median (float):
        high (float):
        level (float):
        at_h (float): Hours after it was published.
        basis (str): What it was made from, in words.
        model (str):
    """

    quantity: ForecastOutQuantity
    low: float
    median: float
    high: float
    level: float
    at_h: float
    basis: str
    model: str

    def to_dict(self) -> dict[str, Any]:
        quantity: str = self.quantity

        low = self.low

        median = self.median

        high = self.high

        level = self.level

        at_h = self.at_h

        basis = self.basis

        model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "quantity": quantity,
                "low": low,
                "median": median,
                "high": high,
                "level": level,
                "at_h": at_h,
                "basis": basis,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        quantity = check_forecast_out_quantity(d.pop("quantity"))

        low = d.pop("low")

        median = d.pop("median")

        high = d.pop("high")

        level = d.pop("level")

        at_h = d.pop("at_h")

        basis = d.pop("basis")

        model = d.pop("model")

        forecast_out = cls(
            quantity=quantity,
            low=low,
            median=median,
            high=high,
            level=level,
            at_h=at_h,
            basis=basis,
            model=model,
        )

        return forecast_out
