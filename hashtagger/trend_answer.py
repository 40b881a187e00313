"""A trend as others see it, over the API and in alerts: no number about fewer people than the floor, nothing restricted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hashtagger.observations import Trend, TrendKind, start_of
from hashtagger.trend_sources import note_of

SHARE = "share"


def as_answer(trend: Trend, *, floor: int) -> dict[str, Any]:
    """
    ``trend`` as JSON values.

    Numbers that count fewer than ``floor`` authors are null. Of a source whose numbers must not be passed on the evidence
    holds its share of the score only, and where there are no others the volumes are null.
    """
    few = trend.authors is not None and trend.authors < floor
    return {
        "tag": trend.name,
        "display": f"#{trend.display.removeprefix('#')}" if trend.kind is TrendKind.HASHTAG else trend.display,
        "kind": trend.kind.value,
        "hour": start_of(trend.hour).isoformat(),
        "score": round(trend.score, 4),
        "z": _rounded(trend.z, 2),
        "authors": None if few else _rounded(trend.authors, 1),
        "posts_per_day": _rounded(trend.posts_per_day, 1) if _may_tell_volume(trend) else None,
        "growth_per_day": _rounded(trend.growth_per_day, 3) if _may_tell_volume(trend) else None,
        "velocity": _rounded(trend.velocity, 3),
        "confidence": trend.confidence.value,
        "sample_size": round(trend.sample_size, 1),
        "sources": list(trend.sources),
        "evidence": {source: _evidence(source, seen, floor) for source, seen in sorted(trend.evidence.items())},
        "group": trend.group,
        "seasonality": trend.seasonality or None,
        "first_seen": start_of(trend.first_seen).isoformat(),
        "flags": list(trend.reasons),
    }


def _evidence(source: str, seen: Mapping[str, Any], floor: int) -> dict[str, Any]:
    if note_of(source).share_only:
        return {key: value for key, value in seen.items() if key == SHARE}
    return {key: None if key == "authors" and _is_few(value, floor) else value for key, value in seen.items()}


def _may_tell_volume(trend: Trend) -> bool:
    return any(not note_of(source).share_only for source in trend.sources)


def _is_few(value: object, floor: int) -> bool:
    return isinstance(value, int | float) and value < floor


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
