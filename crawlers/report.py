"""Judges a run by what was counted: a crawler that was refused everywhere ends as quietly as one that found everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hashtagger.observations import Verdict

_USABLE = (Verdict.GOOD, Verdict.EMPTY)


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    """At least one list is new, or there was nothing to ask."""
    PAUSED = "paused"
    """Nothing may be asked now; later it may."""
    FAILED = "failed"


EXIT_CODES = {Outcome.DONE: 0, Outcome.FAILED: 1, Outcome.PAUSED: 75}
"""75 is EX_TEMPFAIL of sysexits.h."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run in numbers; ``as_json`` is what it prints and what the job's row keeps."""

    source: str
    outcome: Outcome
    finish_reason: str
    seconds: float = 0.0
    requests: int = 0
    """With those for robots.txt, retries and redirects."""
    responses: Mapping[str, int] = field(default_factory=dict)
    """status → count"""
    retries: int = 0
    waits: int = 0
    waited_s: float = 0.0
    bytes: int = 0
    """As received, before they were unpacked."""
    rows: int = 0
    """Observations that were stored."""
    snapshots: Mapping[str, int] = field(default_factory=dict)
    """verdict → count"""
    anomalies: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)
    """kind → targets that failed so"""
    paused_until: str | None = None
    error: str = ""
    """The most frequent kinds, in words for people; '' where something came in."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.outcome]


def judge(
    source: str,
    stats: Mapping[str, Any],
    *,
    targets: int,
    paused_until: datetime | None = None,
) -> Report:
    """
    The report of a run from Scrapy's ``stats``. ``targets`` is how many lists it meant to fetch; ``paused_until`` when the
    first of the servers that want to be left alone may be asked again.
    """
    errors = _below(stats, "crawl/errors/")
    if raised := sum(count for name, count in _below(stats, "spider_exceptions/").items() if name != "count"):
        errors["bug"] = raised
    snapshots = _below(stats, "crawl/snapshots/")
    usable = sum(snapshots.get(verdict, 0) for verdict in _USABLE)
    finish_reason = str(stats.get("finish_reason", "not_finished"))
    outcome = _outcome(usable, errors, targets, finish_reason)
    return Report(
        source=source,
        outcome=outcome,
        finish_reason=finish_reason,
        seconds=round(float(stats.get("elapsed_time_seconds", 0.0)), 3),
        requests=int(stats.get("downloader/request_count", 0)),
        responses=_below(stats, "downloader/response_status_count/"),
        retries=int(stats.get("retry/count", 0)),
        waits=int(stats.get("crawl/waits", 0)),
        waited_s=round(float(stats.get("crawl/waited_s", 0.0)), 3),
        bytes=int(stats.get("crawl/bytes", 0)),
        rows=int(stats.get("crawl/rows", 0)),
        snapshots=snapshots,
        anomalies=_below(stats, "crawl/anomalies/"),
        errors=errors,
        paused_until=paused_until.isoformat() if paused_until and outcome is Outcome.PAUSED else None,
        error="" if outcome is Outcome.DONE else _told(errors, finish_reason),
    )


def _outcome(usable: int, errors: Mapping[str, int], targets: int, finish_reason: str) -> Outcome:
    if usable:
        return Outcome.DONE
    if errors and set(errors) == {"paused"}:
        return Outcome.PAUSED
    nothing_to_ask = targets == 0 and not errors and finish_reason == "finished"
    return Outcome.DONE if nothing_to_ask else Outcome.FAILED


def _told(errors: Mapping[str, int], finish_reason: str) -> str:
    most = sorted(errors.items(), key=lambda item: (-item[1], item[0]))[:3]
    told = ", ".join(f"{kind} ({count})" for kind, count in most)
    if finish_reason == "finished":
        return told or "no list came in"
    return ": ".join(filter(None, (finish_reason, told)))


def _below(stats: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): int(stats[name]) for name in sorted(stats) if name.startswith(prefix)}
