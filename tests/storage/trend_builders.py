"""Small observations, snapshots and hours for tests of trends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hashtagger.observations import (
    CrawlTarget,
    Snapshot,
    SourceHour,
    TagHour,
    TrendKind,
    TrendObservation,
    hour_of,
)
from hashtagger.types import Tag

SLOT = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = hour_of(SLOT)
TARGET = CrawlTarget("google_trends", "daily", "US")


def named(raw_name: str, kind: TrendKind) -> tuple[Tag | None, bool]:
    """Naming without rules: the name itself, derived when it is a phrase."""
    return Tag(raw_name.casefold().replace(" ", "")), kind is TrendKind.PHRASE


def observation(raw_name: str, **changes: Any) -> TrendObservation:
    return TrendObservation(**{"raw_name": raw_name, "kind": TrendKind.HASHTAG, "slot": SLOT, **changes})


def snapshot(lines: int | Sequence[TrendObservation], hours_later: int = 0, **changes: Any) -> Snapshot:
    slot = SLOT + timedelta(hours=hours_later)
    rows = [observation(f"tag{n}", rank=n + 1) for n in range(lines)] if isinstance(lines, int) else lines
    values = {
        "target": TARGET,
        "slot": slot,
        "fetched_at": slot + timedelta(minutes=2),
        "run_id": "run",
        "observations": tuple(rows),
    }
    return Snapshot(**{**values, **changes})


def tag_hour(tag: str, hour: int = HOUR, authors: float = 10.0, **changes: Any) -> TagHour:
    return TagHour(
        **{"tag": Tag(tag), "hour": hour, "authors": authors, "posts": authors, "weight": authors, **changes}
    )


def source_hour(hour: int = HOUR, observed: float = 1.0, **changes: Any) -> SourceHour:
    return SourceHour(hour, observed, **changes)
