from typing import Literal

ListGenerationsStateType0 = Literal["cancelled", "done", "failed", "queued", "running"]

LIST_GENERATIONS_STATE_TYPE_0_VALUES: set[ListGenerationsStateType0] = {
    "cancelled",
    "done",
    "failed",
    "queued",
    "running",
}


def check_list_generations_state_type_0(value: str) -> ListGenerationsStateType0:
    if value in LIST_GENERATIONS_STATE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_GENERATIONS_STATE_TYPE_0_VALUES!r}"
    )
