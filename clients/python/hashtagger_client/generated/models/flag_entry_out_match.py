from typing import Literal

FlagEntryOutMatch = Literal["regex", "tag", "word"]

FLAG_ENTRY_OUT_MATCH_VALUES: set[FlagEntryOutMatch] = {
    "regex",
    "tag",
    "word",
}


def check_flag_entry_out_match(value: str) -> FlagEntryOutMatch:
    if value in FLAG_ENTRY_OUT_MATCH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FLAG_ENTRY_OUT_MATCH_VALUES!r}"
    )
