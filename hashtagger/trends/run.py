"""Scores an hour: what every source counted and listed, together, into trends and the statistics of tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from hashtagger.observations import SourceScore, Trend, hour_of, start_of
from hashtagger.settings import TrendSettings
from hashtagger.storage.database import Database
from hashtagger.storage.tag_series import scopes_heard
from hashtagger.storage.trend_scores import replace_scores, scored_hours
from hashtagger.storage.trending import forget_old_z, put_stats
from hashtagger.trends.assembling import assemble, covering_sources, places
from hashtagger.trends.counted import score_scope
from hashtagger.trends.judging import judged
from hashtagger.trends.listed import read_lists
from hashtagger.trends.scoring import PEAK_MEMORY_H, WEEK_H, ScoringParams
from hashtagger.trends.statistics import Statistics, statistics

MOST_MISSED_H = 48
"""Hours that are scored later when nobody scored them in time; a peak remembers no longer."""


@dataclass(frozen=True, slots=True)
class ScoredHour:
    """Everything that one hour's rows say."""

    hour: int
    scores: Sequence[SourceScore]
    trends: Sequence[Trend]
    looked_at: int
    """Tags whose series were read."""


def score_missing(database: Database, *, now: datetime, settings: TrendSettings) -> Mapping[str, int]:
    """
    Score the last whole hour, and before it those of the last two days that were missed; answers how much of what.

    This is what the schedule calls each hour, after the crawls of the hour and the roll-up. Blocks; call it on a thread.
    """
    last = hour_of(now) - 1
    done = _scored_before(database, last)
    first = max(done[-1] + 1, last - MOST_MISSED_H + 1) if done else last
    counts = {"hours": 0, "tags": 0, "scores": 0, "trends": 0}
    for hour in range(min(first, last), last + 1):
        for name, count in score_hour(database, hour, settings=settings, with_statistics=hour == last).items():
            counts[name] += count
    return counts


def score_hour(
    database: Database,
    hour: int,
    *,
    settings: TrendSettings,
    params: ScoringParams | None = None,
    with_statistics: bool = True,
) -> Mapping[str, int]:
    """
    Score ``hour`` and write it in one transaction, in place of what an earlier run made of it; answers how much of what.

    ``with_statistics``: tell the catalogue's tags too; only right for the newest hour.
    """
    with database.reading() as connection:
        scored = scored_hour(connection, hour, settings, params)
        told = statistics(connection, hour, scored.trends, scored.scores) if with_statistics else {}
    database.write_now(_write, scored, told)
    return {"hours": 1, "tags": scored.looked_at, "scores": len(scored.scores), "trends": len(scored.trends)}


def scored_hour(
    connection: sa.Connection, hour: int, settings: TrendSettings, params: ScoringParams | None = None
) -> ScoredHour:
    """What the rows say of ``hour``; reads only."""
    params = params or ScoringParams(min_authors=float(settings.min_authors))
    heard = scopes_heard(connection, hour - WEEK_H + 1, hour)
    alive = set(scopes_heard(connection, hour - PEAK_MEMORY_H + 1, hour))
    counted = [score_scope(connection, scope, hour, params) for scope in heard if scope in alive]
    listed = read_lists(connection, hour)
    lately = [each for each in listed if each.age_h <= WEEK_H]
    trends: list[Trend] = []
    for place in places(counted, lately):
        candidates = assemble(place, counted, lately, covering_sources(place, heard, lately))
        trends += judged(connection, place, candidates, hour, settings)
    return ScoredHour(
        hour=hour,
        scores=[tag.score for scope in counted for tag in scope.tags.values()],
        trends=trends,
        looked_at=sum(scope.looked_at for scope in counted),
    )


def _write(connection: sa.Connection, scored: ScoredHour, told: Statistics) -> None:
    replace_scores(connection, scored.hour, scored.scores, scored.trends)
    for region, stats in sorted(told.items()):
        put_stats(connection, stats, region=region)
    if told:
        forget_old_z(connection, before=start_of(scored.hour + 1))


def _scored_before(database: Database, last: int) -> list[int]:
    """Hours scored in the two days before ``last``, in order."""
    with database.reading() as connection:
        return scored_hours(connection, last - MOST_MISSED_H, last - 1)
