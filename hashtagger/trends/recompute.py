"""Scores hours of the past again from their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hashtagger.settings import TrendSettings
from hashtagger.storage.database import Database
from hashtagger.storage.trend_reading import newest_hour
from hashtagger.trends.run import score_hour
from hashtagger.trends.scoring import ScoringParams


def recompute(
    database: Database,
    from_hour: int,
    to_hour: int,
    *,
    settings: TrendSettings,
    params: ScoringParams | None = None,
) -> Iterator[tuple[int, Mapping[str, int]]]:
    """
    Score every hour from ``from_hour`` to ``to_hour`` again, in order, each in a transaction; yields hour and counts.

    The same rows give the same scores: what the hourly runs wrote comes out again, except where rows were added or taken
    back since (a late crawl, deleted posts), what was decided of a tag, or the catalogue. The statistics of tags change
    with the newest hour only, and hours behind it are left out: one that has not been yet would be shown as the newest.
    """
    with database.reading() as connection:
        newest = newest_hour(connection)
    last = to_hour if newest is None else min(to_hour, newest)
    for hour in range(from_hour, last + 1):
        is_newest = newest is None or hour >= newest
        yield hour, score_hour(database, hour, settings=settings, params=params, with_statistics=is_newest)
