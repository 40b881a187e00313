from typing import Literal

ListTrendsWindow = Literal["1h", "24h", "7d"]

LIST_TRENDS_WINDOW_VALUES: set[ListTrendsWindow] = {
    "1h",
    "24h",
    "7d",
}


def check_list_trends_window(value: str) -> ListTrendsWindow:
    if value in LIST_TRENDS_WINDOW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_TRENDS_WINDOW_VALUES!r}"
    )
