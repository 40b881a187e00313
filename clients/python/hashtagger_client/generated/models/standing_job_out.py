from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="StandingJobOut")


@_attrs_define
class StandingJobOut:
    """Work that never ends; one process at a time does it.

    Attributes:
        name (str):
        running (bool):
        since (datetime.datetime | None): When whoever does it began; null while nobody does.
        why_off (None | str):
    """

    name: str
    running: bool
    since: datetime.datetime | None
    why_off: None | str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        running = self.running

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        why_off: None | str
        why_off = self.why_off

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "running": running,
                "since": since,
                "why_off": why_off,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        running = d.pop("running")

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        def _parse_why_off(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        why_off = _parse_why_off(d.pop("why_off"))

        standing_job_out = cls(
            name=name,
            running=running,
            since=since,
            why_off=why_off,
        )

        return standing_job_out
