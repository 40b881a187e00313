from typing import Literal

FlagEntryOutOrigin = Literal["review", "shipped", "user"]

FLAG_ENTRY_OUT_ORIGIN_VALUES: set[FlagEntryOutOrigin] = {
    "review",
    "shipped",
    "user",
}


def check_flag_entry_out_origin(value: str) -> FlagEntryOutOrigin:
    if value in FLAG_ENTRY_OUT_ORIGIN_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FLAG_ENTRY_OUT_ORIGIN_VALUES!r}"
    )
