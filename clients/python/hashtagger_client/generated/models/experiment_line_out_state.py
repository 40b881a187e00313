from typing import Literal

ExperimentLineOutState = Literal["running", "stopped"]

EXPERIMENT_LINE_OUT_STATE_VALUES: set[ExperimentLineOutState] = {
    "running",
    "stopped",
}


def check_experiment_line_out_state(value: str) -> ExperimentLineOutState:
    if value in EXPERIMENT_LINE_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPERIMENT_LINE_OUT_STATE_VALUES!r}"
    )
