from typing import Literal

DecisionOutVerdict = Literal["allow", "block"]

DECISION_OUT_VERDICT_VALUES: set[DecisionOutVerdict] = {
    "allow",
    "block",
}


def check_decision_out_verdict(value: str) -> DecisionOutVerdict:
    if value in DECISION_OUT_VERDICT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {DECISION_OUT_VERDICT_VALUES!r}"
    )
