from typing import Literal

ComparisonOutVerdict = Literal["better", "cannot tell yet", "uneven arms", "worse"]

COMPARISON_OUT_VERDICT_VALUES: set[ComparisonOutVerdict] = {
    "better",
    "cannot tell yet",
    "uneven arms",
    "worse",
}


def check_comparison_out_verdict(value: str) -> ComparisonOutVerdict:
    if value in COMPARISON_OUT_VERDICT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {COMPARISON_OUT_VERDICT_VALUES!r}"
    )
