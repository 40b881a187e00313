"""Scores one hour of a source that counts authors, reading only the tags that may have risen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from hashtagger.observations import SourceScore
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_series import active_tags, authors_of, last_heard, observed_hours
from hashtagger.storage.upserts import batched
from hashtagger.trends.merging import shares
from hashtagger.trends.scoring import (
    PEAK_MEMORY_H,
    STABLE_LOOKBACK_H,
    Floats,
    HourScores,
    ScoringParams,
    score_last_hour,
)
from hashtagger.types import Tag

CHUNK_TAGS = 1_000
"""Tags whose series are in memory at once: about 6 MB of counts and ten times that while they are scored."""
LEAST_PEAK = 0.5
"""Below it nothing is kept of a tag: it stands within what an ordinary hour does."""
MOST_KEPT = 5_000
"""Of each source, region and language: those with the highest peaks."""


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag above the ordinary, with what the trend list tells of it besides its score."""

    score: SourceScore
    velocity: float
    growth_per_day: float | None


@dataclass(frozen=True, slots=True)
class CountedScope:
    """One hour of one scope."""

    scope: Scope
    tags: dict[Tag, CountedTag]
    """The highest peak first."""
    history_h: int
    lag_h: int
    """Hours since the scope was last listened to."""
    looked_at: int
    """Tags that were scored to find those."""


def score_scope(connection: sa.Connection, scope: Scope, hour: int, params: ScoringParams) -> CountedScope:
    """
    Score ``hour`` from the rows alone, hence with the same result whenever the rows are the same.

    Only tags with ``params.min_authors`` in two of the hours that a peak remembers can have one, so only those are read.
    """
    first = hour - params.window_h + 1
    observed = observed_hours(connection, scope, first, hour)
    remembered = hour - (PEAK_MEMORY_H + STABLE_LOOKBACK_H - 1) + 1
    tags = active_tags(connection, scope, remembered, hour, min_authors=params.min_authors, at_least=2)
    parts: list[HourScores] = []
    for names in batched(tags, CHUNK_TAGS):
        parts.append(score_last_hour(authors_of(connection, scope, names, first, hour), observed, params))
    heard = last_heard(connection, scope, hour)
    return CountedScope(
        scope=scope,
        tags=dict(_kept(scope, hour, tags, parts)),
        history_h=parts[0].history_h if parts else 0,
        lag_h=hour - heard if heard is not None else hour,
        looked_at=len(tags),
    )


def _kept(scope: Scope, hour: int, tags: list[Tag], parts: list[HourScores]) -> Iterator[tuple[Tag, CountedTag]]:
    if not parts:
        return
    peak = _joined(parts, "peak")
    share = shares(peak)
    z, stable, authors = _joined(parts, "z"), _joined(parts, "stable"), _joined(parts, "authors")
    expected, speed, growth = _joined(parts, "expected"), _joined(parts, "velocity"), _joined(parts, "growth_per_day")
    highest = np.argsort(-peak, kind="stable")[:MOST_KEPT]
    for i in highest[peak[highest] >= LEAST_PEAK].tolist():
        score = SourceScore(
            source=scope.source,
            tag=tags[i],
            hour=hour,
            region=scope.region,
            language=scope.language,
            z=float(z[i]),
            stable=float(stable[i]),
            peak=float(peak[i]),
            share=float(share[i]),
            authors=float(authors[i]),
            expected=float(expected[i]),
        )
        grown = None if np.isnan(growth[i]) else float(growth[i])
        yield tags[i], CountedTag(score, float(speed[i]), grown)


def _joined(parts: list[HourScores], name: str) -> Floats:
    whole: Floats = np.concatenate([getattr(part, name) for part in parts])
    return whole
