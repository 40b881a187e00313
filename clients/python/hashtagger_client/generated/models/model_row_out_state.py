from typing import Literal

ModelRowOutState = Literal[
    "failed", "loading", "not_installed", "not_loaded", "resident", "unknown"
]

MODEL_ROW_OUT_STATE_VALUES: set[ModelRowOutState] = {
    "failed",
    "loading",
    "not_installed",
    "not_loaded",
    "resident",
    "unknown",
}


def check_model_row_out_state(value: str) -> ModelRowOutState:
    if value in MODEL_ROW_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MODEL_ROW_OUT_STATE_VALUES!r}"
    )
