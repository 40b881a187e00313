from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FailureOut")


@_attrs_define
class FailureOut:
    """
    Attributes:
        code (str):
        detail (str):
        advice (str):
    """

    code: str
    detail: str
    advice: str

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        detail = self.detail

        advice = self.advice

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "detail": detail,
                "advice": advice,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = d.pop("code")

        detail = d.pop("detail")

        advice = d.pop("advice")

        failure_out = cls(
            code=code,
            detail=detail,
            advice=advice,
        )

        return failure_out
