"""How fast a bulk delivery of engagement is taken, beside a plain bulk insert of the same rows, and how much memory it needs.

    python -m benchmarks.engagement_intake [--quick]

The whole application with fake models on SQLite, without a socket. Each row is another post with everything that can be said
of it and five tags; "again" is the same delivery once more. Times are processor time of all threads, so that other programs
hardly change them. The bar is for the slower of the two formats; ``--quick`` sends one CSV only. The last line is JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import psutil
import structlog

from api.main import create_app
from benchmarks.report import arguments, finish, table
from hashtagger.garbage import keep_what_is_loaded
from hashtagger.models.fake import FakeModels
from hashtagger.posts import COUNTS
from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.database import open_database
from hashtagger.storage.ids import new_id
from hashtagger.storage.ranking_tables import engagements, posts
from hashtagger.storage.tables import profile_tags

BAR = {"of_raw_from": 0.3, "memory_growth_mb_below": 64}
ROWS, WARM_UP_ROWS = 100_000, 5_000
CSV, NDJSON = "text/csv", "application/x-ndjson"
DELIVERIES = (
    ("CSV", CSV, "c"),
    ("CSV again", CSV, "c"),
    ("JSON lines", NDJSON, "j"),
    ("JSON lines again", NDJSON, "j"),
)
"""Name, format, and what the posts' names begin with."""
PART_BYTES = 65_536
_NOW = datetime.now(UTC).replace(microsecond=0)
_POSTS = (
    *("id", "owner", "external_id", "profile_id", "platform", "url", "published", "format", "tags", "followers"),
    *("source", "created"),
)
_USES = ("owner", "profile_id", "tag", "uses", "last_used")
_ENGAGEMENTS = ("post_id", "observed_s", *COUNTS, "received")


def main() -> None:
    options = arguments(__doc__).parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        raw_s = raw_seconds(Path(folder) / "raw.db", ROWS)
        found = asyncio.run(deliveries(Path(folder) / "data", ROWS, DELIVERIES[:1] if options.quick else DELIVERIES))
    rows = [{"delivery": "raw insert", "rows/s": ROWS / raw_s, "of raw": 1.0, "memory growth MB": "-"}]
    rows += [
        {"delivery": name, "rows/s": ROWS / seconds, "of raw": raw_s / seconds, "memory growth MB": grown / 1e6}
        for name, (seconds, grown) in found.items()
    ]
    table(rows)
    of_raw = {name: round(raw_s / seconds, 3) for name, (seconds, _) in found.items()}
    growth_mb = round(max(grown for _, grown in found.values()) / 1e6, 1)
    slower = min(share for name, share in of_raw.items() if "again" not in name)
    finish(
        {
            "benchmark": "engagement_intake",
            "rows": ROWS,
            "raw_rows_per_s": round(ROWS / raw_s),
            "seconds": {name: round(seconds, 2) for name, (seconds, _) in found.items()},
            "of_raw": of_raw,
            "memory_growth_mb": growth_mb,
        },
        bar=BAR,
        passed=slower >= BAR["of_raw_from"] and growth_mb < BAR["memory_growth_mb_below"],
    )


def raw_seconds(path: Path, count: int) -> float:
    """The rows that a delivery leaves in the tables, made ready before, in one transaction."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    with open_database(url) as database, database.reading() as connection:
        bound = moments(connection)
    now = bound(_NOW)
    several = [(new_id(_NOW), row) for row in made("raw", count)]
    about = [
        (
            *(id, "local", row["post_id"], row["profile_id"], row["platform"], row["url"]),
            bound(datetime.fromisoformat(row["published_at"])),
            *(row["format"], orjson.dumps(row["tags"]).decode(), row["followers"], "engagement", now),
        )
        for id, row in several
    ]
    seen = [(id, int(_NOW.timestamp()), *(row.get(name) for name in COUNTS), now) for id, row in several]
    uses = Counter((row["profile_id"], tag) for _, row in several for tag in row["tags"])
    used = [("local", *key, times, now) for key, times in uses.items()]
    with open_database(url) as database:
        started = time.process_time()
        with database.writing() as connection:
            bulk_insert(connection, posts, _POSTS, about)
            bulk_insert(connection, engagements, _ENGAGEMENTS, seen)
            bulk_insert(connection, profile_tags, _USES, used)
        return time.process_time() - started


async def deliveries(folder: Path, count: int, wanted: Sequence[tuple[str, str, str]]) -> dict[str, tuple[float, int]]:
    """Delivery → its seconds, and by how many bytes the process grew meanwhile."""
    app = create_app(Settings(data_dir=folder), load_models=lambda _: FakeModels())
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state or {})}, receive, send)

        transport = httpx.ASGITransport(with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=600) as client:
            keep_what_is_loaded()  # as the server does
            await delivered(client, CSV, body(CSV, "warm", WARM_UP_ROWS), WARM_UP_ROWS)
            found = {}
            for name, kind, prefix in wanted:
                parts = list(body(kind, prefix, count))
                with peak_growth() as grown:
                    started = time.process_time()
                    await delivered(client, kind, parts, count)
                    found[name] = (time.process_time() - started, grown())
            return found


async def delivered(client: httpx.AsyncClient, kind: str, parts: Iterable[bytes], count: int) -> None:
    async def sent() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    response = await client.post("/v1/posts/engagement", content=sent(), headers={"content-type": kind})
    answer = response.json()
    assert (response.status_code, answer.get("accepted")) == (200, count), answer


def body(kind: str, prefix: str, count: int) -> Iterator[bytes]:
    part = bytearray()
    for number, row in enumerate(made(prefix, count)):
        if kind == CSV:
            if number == 0:
                part += f"{','.join(row)}\n".encode()
            cells = (" ".join(value) if isinstance(value, list) else str(value) for value in row.values())
            part += f"{','.join(cells)}\n".encode()
        else:
            part += orjson.dumps(row) + b"\n"
        if len(part) >= PART_BYTES:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def made(prefix: str, count: int) -> Iterator[dict[str, Any]]:
    """Rows of 100 accounts with 60 tags each."""
    for number in range(count):
        account = number % 100
        yield {
            "post_id": f"{prefix}{number}",
            "observed_at": _NOW.isoformat(),
            "published_at": (_NOW - timedelta(minutes=60 + number % 40_000)).isoformat(),
            "profile_id": f"creator{account}",
            "platform": "instagram",
            "format": ("photo", "carousel", "clip")[number % 3],
            "followers": 100 + number % 9_000,
            "url": f"https://example.org/p/{number}",
            "tags": [f"tag{account}x{(number * 7 + step) % 60}" for step in range(5)],
            "impressions": number % 5_000,
            "reach": number % 4_000,
            "likes": number % 300,
            "comments": number % 20,
            "shares": number % 9,
            "saves": number % 11,
        }


@contextlib.contextmanager
def peak_growth() -> Iterator[Callable[[], int]]:
    """Inside, a function that answers by how many bytes the process was larger at most than at the beginning."""
    process = psutil.Process()
    before = peak = process.memory_info().rss
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.01):
            peak = max(peak, process.memory_info().rss)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield lambda: peak - before
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main()
