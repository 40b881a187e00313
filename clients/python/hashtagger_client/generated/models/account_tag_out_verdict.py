from typing import Literal

AccountTagOutVerdict = Literal[
    "cannot tell yet",
    "earned about as usual",
    "earned less than usual",
    "earned more than usual",
    "nothing known yet",
]

ACCOUNT_TAG_OUT_VERDICT_VALUES: set[AccountTagOutVerdict] = {
    "cannot tell yet",
    "earned about as usual",
    "earned less than usual",
    "earned more than usual",
    "nothing known yet",
}


def check_account_tag_out_verdict(value: str) -> AccountTagOutVerdict:
    if value in ACCOUNT_TAG_OUT_VERDICT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ACCOUNT_TAG_OUT_VERDICT_VALUES!r}"
    )
