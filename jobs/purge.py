"""Forgets what has been kept long enough, so that it is gone from the disk and not only from the tables."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.purging import purge_generations
from hashtagger.orders import Order
from hashtagger.storage.alerts import purge_alerts
from hashtagger.storage.database import Database
from hashtagger.storage.idempotency import purge_expired
from hashtagger.storage.job_runs import purge_runs
from hashtagger.storage.lift_reports import purge_reports
from hashtagger.storage.posts import purge_posts
from hashtagger.storage.recommendations import purge_recommendations
from hashtagger.storage.report_deliveries import purge_deliveries
from hashtagger.storage.uploads import purge_uploads
from hashtagger.storage.web_sessions import purge_sessions
from jobs.office import Office

BATCH = 1_000
"""Answers deleted in one transaction, so that a writer never waits long."""
KEEP_RUNS = timedelta(days=30)
KEEP_ALERTS = timedelta(days=30)
KEEP_DELIVERIES = timedelta(days=90)
"""Of reports by mail, which may go out once a month."""
KEEP_REPORTS = timedelta(days=400)


async def purge(office: Office, _order: Order | None = None) -> Mapping[str, int]:
    """
    Delete answers with their uploads and feedback, posts with what they earned, generations with their files, keys of
    retries, sign-ins, delivered alerts and report mails, lift reports and job runs that are past their time; answers how many
    of each.

    On SQLite the write-ahead log is emptied afterwards: deleted rows would stay readable in it.
    """
    database, now = office.database, office.clock.now()
    kept_since = now - timedelta(days=office.settings.recommend.retention_days)
    counts = {"recommendations": 0}
    while deleted := await database.write(purge_recommendations, older_than=kept_since, limit=BATCH):
        counts["recommendations"] += deleted
    posts_since = now - timedelta(days=office.settings.ranker.keep_posts_days)
    counts["posts"] = 0
    while deleted := await database.write(purge_posts, older_than=posts_since, limit=BATCH):
        counts["posts"] += deleted
    counts["uploads"] = await database.write(purge_uploads, older_than=kept_since)
    counts["generations"] = await purge_generations(database, GenerationFiles(office.settings.generations_dir), now=now)
    counts["idempotency_keys"] = await database.write(purge_expired, now=now)
    counts["web_sessions"] = await database.write(purge_sessions, now=now)
    counts["alerts"] = await database.write(purge_alerts, older_than=now - KEEP_ALERTS)
    counts["report_deliveries"] = await database.write(purge_deliveries, older_than=now - KEEP_DELIVERIES)
    counts["lift_reports"] = await database.write(purge_reports, older_than=now - KEEP_REPORTS)
    counts["job_runs"] = await database.write(purge_runs, older_than=now - KEEP_RUNS)
    if database.is_sqlite and any(counts.values()):
        counts["wal_left_pages"] = await _empty_log(database)
    return counts


async def _empty_log(database: Database) -> int:
    """
    Write the log back into the file and cut it; answers how many pages a reader kept from being written, 0 when none.

    Freed pages are overwritten with zeros at once (``secure_delete``), so nothing more is needed to forget; the file keeps
    its size and its pages are used again. ``VACUUM`` would shrink it, at the price of locking everybody out meanwhile.
    """

    def checkpoint() -> int:
        with database.engine.connect() as connection:
            raw = connection.execution_options(isolation_level="AUTOCOMMIT")
            busy, pages, written = raw.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
            return int(pages - written) if busy else 0

    return await asyncio.to_thread(checkpoint)
