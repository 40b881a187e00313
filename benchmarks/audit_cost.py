"""How long an audit of many posts takes.

    python -m benchmarks.audit_cost [--quick]

A million posts (quick: 100,000) of 2,000 owners with ten accounts each, a report of each, 50 tags of each account, in SQLite.
The last line is JSON.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks.report import arguments, finish
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.database import open_database
from hashtagger.storage.migrate import upgrade
from hashtagger.storage.ranking_tables import account_tags, accounts, engagements, posts
from ranker.audit import audit

BAR_S = 60.0
BEGIN, DAYS = datetime(2026, 1, 5, tzinfo=UTC), 90
ACCOUNTS, TAGS = 20_000, 50


def main() -> None:
    options = arguments(__doc__).parse_args()
    count, size = (100_000, ACCOUNTS // 10) if options.quick else (1_000_000, ACCOUNTS)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'audit.db'}"
        upgrade(url)
        with open_database(url) as database:
            with database.writing() as connection:
                fill(connection, count, size)
            with database.reading() as connection:
                started = time.perf_counter()
                found = audit(connection, now=BEGIN + timedelta(days=DAYS), days=DAYS)
                took_s = time.perf_counter() - started
    print(f"{count:,} posts, {len(found.owners):,} owners: {took_s:.1f} s")
    finish(
        {"benchmark": "audit_cost", "posts": count, "owners": len(found.owners), "took_s": round(took_s, 1)},
        bar={"at_most_s": BAR_S},
        passed=took_s <= BAR_S,
    )


def fill(connection: sa.Connection, count: int, size: int) -> None:
    """``count`` posts over ``DAYS`` by ``size`` accounts, ten of an owner."""
    moment = moments(connection)
    hours = [moment(BEGIN + timedelta(hours=hour)) for hour in range(24 * DAYS)]
    who = [(f"owner{n // 10}", f"account{n}") for n in range(size)]
    begin_s = int(BEGIN.timestamp())
    columns = (
        "id",
        "owner",
        "external_id",
        "profile_id",
        "platform",
        "published",
        "format",
        "tags",
        "source",
        "created",
    )
    told = (
        (
            *(f"{n:026d}", who[n % size][0], f"post{n}", who[n % size][1], "instagram"),
            *(hours[n % len(hours)], "photo", '["a","b"]', "engagement", hours[n % len(hours)]),
        )
        for n in range(count)
    )
    bulk_insert(connection, posts, columns, told)
    seen = (
        (f"{n:026d}", begin_s + n, n * 7919 % 5000, 6000, f"key{n % size // 10}", hours[n % len(hours)])
        for n in range(count)
    )
    bulk_insert(connection, engagements, ("post_id", "observed_s", "likes", "reach", "api_key_id", "received"), seen)
    bulk_insert(
        connection,
        accounts,
        ("owner", "profile_id", "explore", "posts", "updated"),
        ((*each, 1, 50, hours[0]) for each in who),
    )
    tag_columns = ("owner", "profile_id", "tag", "posts", "mean", "lift", "error", "last_used")
    tags = (
        (*who[n], f"tag{(n * 31 + k) % 30_000}", 3, 0.1, 0.1, 0.1, hours[0]) for n in range(size) for k in range(TAGS)
    )
    bulk_insert(connection, account_tags, tag_columns, tags)


if __name__ == "__main__":
    main()
