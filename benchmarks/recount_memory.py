"""
How much memory the hourly count of lifts needs, and the training's look at the same posts.

    python -m benchmarks.recount_memory [--quick]

A million posts (quick: 100,000) of 20,000 accounts with what they earned, in SQLite; each has five of its account's 30 tags.
Every step runs in a process of its own, which says how much memory it had at most.

recount     what the hourly job ``lifts`` does, in the process of the server
collect     what a training reads
report      what the lift report reads, here without an answer of ours

The last line is JSON.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.report import arguments, finish, table
from hashtagger.settings import MIB, Settings
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.migrate import upgrade
from hashtagger.storage.outcomes import read_outcomes
from hashtagger.storage.ranking_tables import engagements, posts
from ranker.recount import recount
from ranker.training import collect

BAR_MIB = 2_048
"""What a training may have (``RankerSettings.memory_bytes``)."""
BEGIN, DAYS = datetime(2026, 1, 5, tzinfo=UTC), 90
NOW = BEGIN + timedelta(days=DAYS + 3)
ACCOUNTS, OWN_TAGS, TAGS = 20_000, 30, 30_000
"""Ten accounts of an owner."""


def main() -> None:
    options = arguments(__doc__).parse_args()
    count = 100_000 if options.quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), _env_file=None)
        upgrade(settings.database_url)
        with open_database(settings.database_url) as database, database.writing() as connection:
            fill(connection, count)
        found = [
            {"step": name, **in_its_own_process(settings, name)} for name in ("nothing", "recount", "collect", "report")
        ]
    table(found)
    most = max(each["peak_mib"] for each in found)
    finish(
        {"benchmark": "recount_memory", "posts": count, "steps": found},
        bar={"peak_mib": BAR_MIB},
        passed=most <= BAR_MIB,
    )


def in_its_own_process(settings: Settings, name: str) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measured, settings.database_url, settings.data_dir, name).result()


def measured(url: str, data_dir: Path, name: str) -> dict[str, Any]:
    """Runs in the child."""
    steps: dict[str, Callable[[Database], object]] = {
        "nothing": lambda database: None,
        "recount": partial(recount, now=NOW, settings=Settings(data_dir=data_dir, _env_file=None)),
        "collect": lambda database: _reading(database, partial(collect, since=BEGIN, until=NOW)),
        "report": lambda database: _reading(database, partial(read_outcomes, since=BEGIN, until=NOW)),
    }
    started = time.perf_counter()
    with open_database(url) as database:
        steps[name](database)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"seconds": round(time.perf_counter() - started, 1), "peak_mib": round(peak / MIB)}


def _reading(database: Database, step: Callable[[sa.Connection], object]) -> object:
    with database.reading() as connection:
        return step(connection)


def fill(connection: sa.Connection, count: int) -> None:
    """``count`` posts over ``DAYS``, each looked at two days later."""
    moment = moments(connection)
    hours = [moment(BEGIN + timedelta(hours=hour)) for hour in range(24 * DAYS)]
    begin_s = int(BEGIN.timestamp())

    def hour(number: int) -> int:
        return number * len(hours) // count

    def told() -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            account = n % ACCOUNTS
            own = (account * 7 + (n * 31 + place * place * 977) % OWN_TAGS for place in range(5))
            tags = ",".join(f'"tag{number % TAGS}"' for number in own)
            who = (f"owner{account // 10:08d}", f"post{n}", f"account{account:06d}", "instagram")
            yield (
                f"{n:026d}",
                *who,
                hours[hour(n)],
                "photo",
                f"[{tags}]",
                "engagement",
                hours[hour(n)],
                1_000 + n % 5_000,
            )

    names = ("id", "owner", "external_id", "profile_id", "platform", "published", "format", "tags", "source", "created")
    bulk_insert(connection, posts, (*names, "followers"), told())
    seen = (
        (
            f"{n:026d}",
            begin_s + 3600 * (hour(n) + 48),
            n * 7919 % 5000,
            6000,
            f"key{n % ACCOUNTS // 10:022d}",
            hours[hour(n)],
        )
        for n in range(count)
    )
    bulk_insert(connection, engagements, ("post_id", "observed_s", "likes", "reach", "api_key_id", "received"), seen)


if __name__ == "__main__":
    main()
