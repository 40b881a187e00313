from typing import Literal

GenerationOutState = Literal["cancelled", "done", "failed", "queued", "running"]

GENERATION_OUT_STATE_VALUES: set[GenerationOutState] = {
    "cancelled",
    "done",
    "failed",
    "queued",
    "running",
}


def check_generation_out_state(value: str) -> GenerationOutState:
    if value in GENERATION_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_OUT_STATE_VALUES!r}"
    )
