from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.source_brief_out_health import (
    SourceBriefOutHealth,
    check_source_brief_out_health,
)

T = TypeVar("T", bound="SourceBriefOut")


@_attrs_define
class SourceBriefOut:
    """How a source does that stands behind an answer.

    Attributes:
        source (str):
        title (str):
        health (SourceBriefOutHealth):
        last_success (datetime.datetime | None):
        lag_h (float | None): Hours by which its newest success is older than as_of; null: never.
    """

    source: str
    title: str
    health: SourceBriefOutHealth
    last_success: datetime.datetime | None
    lag_h: float | None

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        title = self.title

        health: str = self.health

        last_success: None | str
        if isinstance(self.last_success, datetime.datetime):
            last_success = self.last_success.isoformat()
        else:
            last_success = self.last_success

        lag_h: float | None
        lag_h = self.lag_h

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "source": source,
                "title": title,
                "health": health,
                "last_success": last_success,
                "lag_h": lag_h,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        source = d.pop("source")

        title = d.pop("title")

        health = check_source_brief_out_health(d.pop("health"))

        def _parse_last_success(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_success_type_0 = datetime.datetime.fromisoformat(data)

                return last_success_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_success = _parse_last_success(d.pop("last_success"))

        def _parse_lag_h(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        lag_h = _parse_lag_h(d.pop("lag_h"))

        source_brief_out = cls(
            source=source,
            title=title,
            health=health,
            last_success=last_success,
            lag_h=lag_h,
        )

        return source_brief_out
