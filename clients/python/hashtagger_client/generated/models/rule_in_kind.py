from typing import Literal

RuleInKind = Literal["enters_top", "velocity_above", "z_above"]

RULE_IN_KIND_VALUES: set[RuleInKind] = {
    "enters_top",
    "velocity_above",
    "z_above",
}


def check_rule_in_kind(value: str) -> RuleInKind:
    if value in RULE_IN_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RULE_IN_KIND_VALUES!r}"
    )
