"""Keeps of the past what will be asked for: hours for a year, then days; what was read, and the scores, for a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from hashtagger.observations import hour_of
from hashtagger.settings import TrendSettings
from hashtagger.storage import trend_retention as kept
from hashtagger.storage.database import Database

BATCH_ROWS = 5_000
"""Rows changed in one transaction."""
KEEP_COMPANY_DAYS = 35
"""Which tags stood together is compared over four weeks (``judging``)."""


def retire(
    database: Database, *, now: datetime, settings: TrendSettings, batch_rows: int = BATCH_ROWS
) -> Mapping[str, int]:
    """
    Fold hours past their time into days and delete what is past its own; answers how many rows of each.

    In batches, each a transaction: stopped anywhere, the next run goes on. Blocks; call it on a thread.
    """
    read_since = now - timedelta(days=settings.keep_observations_days)
    hours_since = hour_of(now) - 24 * settings.keep_hours_days
    # A day is folded whole, so that no row of tag_days still grows while somebody reads it.
    hours_since -= hours_since % 24
    return {
        "hours": _fold(database, hours_since, batch_rows),
        "observations": _until_none(
            lambda: database.write_now(kept.purge_observations, fetched_before=read_since, limit=batch_rows)
        ),
        "scores": _until_none(lambda: database.write_now(kept.purge_scores, before_hour=hour_of(read_since))),
        "trends": _until_none(lambda: database.write_now(kept.purge_trends, before_hour=hour_of(read_since))),
        "co_tags": _until_none(
            lambda: database.write_now(kept.purge_co_tags, before_day=hour_of(now) // 24 - KEEP_COMPANY_DAYS)
        ),
    }


def _fold(database: Database, before_hour: int, batch_rows: int) -> int:
    folded = 0
    while True:
        with database.reading() as connection:
            found = kept.next_old_hour(connection, before_hour)
        if found is None:
            return folded
        scope, hour = found
        while rows := database.write_now(kept.fold_into_day, scope, hour, limit=batch_rows):
            folded += rows
            if rows < batch_rows:
                break


def _until_none(purge: Callable[[], int]) -> int:
    total = 0
    while deleted := purge():
        total += deleted
    return total
