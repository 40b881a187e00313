from typing import Literal

ExperimentOutState = Literal["running", "stopped"]

EXPERIMENT_OUT_STATE_VALUES: set[ExperimentOutState] = {
    "running",
    "stopped",
}


def check_experiment_out_state(value: str) -> ExperimentOutState:
    if value in EXPERIMENT_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPERIMENT_OUT_STATE_VALUES!r}"
    )
