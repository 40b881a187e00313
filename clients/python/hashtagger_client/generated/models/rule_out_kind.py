from typing import Literal

RuleOutKind = Literal["enters_top", "velocity_above", "z_above"]

RULE_OUT_KIND_VALUES: set[RuleOutKind] = {
    "enters_top",
    "velocity_above",
    "z_above",
}


def check_rule_out_kind(value: str) -> RuleOutKind:
    if value in RULE_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RULE_OUT_KIND_VALUES!r}"
    )
