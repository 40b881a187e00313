"""What a form page says when the API refuses what was sent: beside the fields that are wrong, and above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.problems import Problem


@dataclass(frozen=True, slots=True)
class FormTrouble:
    """Nothing by default. ``fields``: the first part of a field's name → what is wrong with it."""

    detail: str = ""
    advice: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.detail)


def trouble_of(problem: Problem) -> FormTrouble:
    """
    >>> trouble_of(Problem(422, "invalid_fields", "no", errors=[{"field": "rules.0.value", "message": "too small"}])).fields
    {'rules': 'too small'}
    """
    fields: dict[str, str] = {}
    for each in problem.errors:
        fields.setdefault(each["field"].partition(".")[0], each["message"])
    return FormTrouble(problem.detail, problem.advice, fields)
