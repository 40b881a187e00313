from typing import Literal

ListTrendsOrder = Literal["burst", "growth", "volume"]

LIST_TRENDS_ORDER_VALUES: set[ListTrendsOrder] = {
    "burst",
    "growth",
    "volume",
}


def check_list_trends_order(value: str) -> ListTrendsOrder:
    if value in LIST_TRENDS_ORDER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_TRENDS_ORDER_VALUES!r}"
    )
