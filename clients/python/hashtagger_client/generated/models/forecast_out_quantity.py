from typing import Literal

ForecastOutQuantity = Literal["interactions", "reach"]

FORECAST_OUT_QUANTITY_VALUES: set[ForecastOutQuantity] = {
    "interactions",
    "reach",
}


def check_forecast_out_quantity(value: str) -> ForecastOutQuantity:
    if value in FORECAST_OUT_QUANTITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FORECAST_OUT_QUANTITY_VALUES!r}"
    )
