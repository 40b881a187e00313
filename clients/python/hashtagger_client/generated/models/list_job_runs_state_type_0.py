from typing import Literal

ListJobRunsStateType0 = Literal["done", "failed", "lost", "running"]

LIST_JOB_RUNS_STATE_TYPE_0_VALUES: set[ListJobRunsStateType0] = {
    "done",
    "failed",
    "lost",
    "running",
}


def check_list_job_runs_state_type_0(value: str) -> ListJobRunsStateType0:
    if value in LIST_JOB_RUNS_STATE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_JOB_RUNS_STATE_TYPE_0_VALUES!r}"
    )
