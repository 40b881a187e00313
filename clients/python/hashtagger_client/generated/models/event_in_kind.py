from typing import Literal

EventInKind = Literal["added", "copied", "kept", "removed"]

EVENT_IN_KIND_VALUES: set[EventInKind] = {
    "added",
    "copied",
    "kept",
    "removed",
}


def check_event_in_kind(value: str) -> EventInKind:
    if value in EVENT_IN_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EVENT_IN_KIND_VALUES!r}"
    )
