from typing import Literal

JobRunOutState = Literal["done", "failed", "lost", "running"]

JOB_RUN_OUT_STATE_VALUES: set[JobRunOutState] = {
    "done",
    "failed",
    "lost",
    "running",
}


def check_job_run_out_state(value: str) -> JobRunOutState:
    if value in JOB_RUN_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {JOB_RUN_OUT_STATE_VALUES!r}"
    )
