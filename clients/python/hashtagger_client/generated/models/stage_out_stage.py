from typing import Literal

StageOutStage = Literal["caption", "prompt", "shortened", "text"]

STAGE_OUT_STAGE_VALUES: set[StageOutStage] = {
    "caption",
    "prompt",
    "shortened",
    "text",
}


def check_stage_out_stage(value: str) -> StageOutStage:
    if value in STAGE_OUT_STAGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STAGE_OUT_STAGE_VALUES!r}"
    )
