from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.source_out_health import SourceOutHealth, check_source_out_health

T = TypeVar("T", bound="SourceOut")


@_attrs_define
class SourceOut:
    """One source. ``sample_size`` is what its newest data holds: authors of an hour, or lines of its lists.

    Attributes:
        source (str):
        title (str):
        health (SourceOutHealth):
        last_success (datetime.datetime | None):
        lag_h (float | None): Hours by which its newest success is older than as_of; null: never.
        enabled (bool):
        why_off (None | str): Names the setting that switches it on.
        last_attempt (datetime.datetime | None):
        error (None | str): Of its newest run, when that failed.
        failures (int): In a row.
        sample_size (float | None):
        next_run (datetime.datetime | None): When it is expected; null for a stream.
        terms (str):
        share_only (bool): Its numbers are never passed on, only its share of a score.
    """

    source: str
    title: str
    health: SourceOutHealth
    last_success: datetime.datetime | None
    lag_h: float | None
    enabled: bool
    why_off: None | str
    last_attempt: datetime.datetime | None
    error: None | str
    failures: int
    sample_size: float | None
    next_run: datetime.datetime | None
    terms: str
    share_only: bool

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

        enabled = self.enabled

        why_off: None | str
        why_off = self.why_off

        last_attempt: None | str
        if isinstance(self.last_attempt, datetime.datetime):
            last_attempt = self.last_attempt.isoformat()
        else:
            last_attempt = self.last_attempt

        error: None | str
        error = self.error

        failures = self.failures

        sample_size: float | None
        sample_size = self.sample_size

        next_run: None | str
        if isinstance(self.next_run, datetime.datetime):
            next_run = self.next_run.isoformat()
        else:
            next_run = self.next_run

        terms = self.terms

        share_only = self.share_only

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "source": source,
                "title": title,
                "health": health,
                "last_success": last_success,
                "lag_h": lag_h,
                "enabled": enabled,
                "why_off": why_off,
                "last_attempt": last_attempt,
                "error": error,
                "failures": failures,
                "sample_size": sample_size,
                "next_run": next_run,
                "terms": terms,
                "share_only": share_only,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        source = d.pop("source")

        title = d.pop("title")

        health = check_source_out_health(d.pop("health"))

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

        enabled = d.pop("enabled")

        def _parse_why_off(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        why_off = _parse_why_off(d.pop("why_off"))

        def _parse_last_attempt(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_attempt_type_0 = datetime.datetime.fromisoformat(data)

                return last_attempt_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_attempt = _parse_last_attempt(d.pop("last_attempt"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        failures = d.pop("failures")

        def _parse_sample_size(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        sample_size = _parse_sample_size(d.pop("sample_size"))

        def _parse_next_run(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_run_type_0 = datetime.datetime.fromisoformat(data)

                return next_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_run = _parse_next_run(d.pop("next_run"))

        terms = d.pop("terms")

        share_only = d.pop("share_only")

        source_out = cls(
            source=source,
            title=title,
            health=health,
            last_success=last_success,
            lag_h=lag_h,
            enabled=enabled,
            why_off=why_off,
            last_attempt=last_attempt,
            error=error,
            failures=failures,
            sample_size=sample_size,
            next_run=next_run,
            terms=terms,
            share_only=share_only,
        )

        return source_out
