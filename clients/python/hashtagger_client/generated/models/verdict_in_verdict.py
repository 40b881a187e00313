from typing import Literal

VerdictInVerdict = Literal["allow", "block"]

VERDICT_IN_VERDICT_VALUES: set[VerdictInVerdict] = {
    "allow",
    "block",
}


def check_verdict_in_verdict(value: str) -> VerdictInVerdict:
    if value in VERDICT_IN_VERDICT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VERDICT_IN_VERDICT_VALUES!r}"
    )
