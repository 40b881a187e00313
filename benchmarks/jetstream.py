"""
How fast and in how much memory the Jetstream counter counts: the real worker, a real websocket, a SQLite file.

Another process replays made-up hours as fast as they are read. First hours like a busy day's, then the same with a million
further tags an hour that nobody uses twice. ``python -m benchmarks.jetstream [--quick]``
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import psutil

from benchmarks.jetstream_server import templates
from benchmarks.report import arguments, finish, table
from crawlers.streams import events as events_module
from crawlers.streams.bluesky import SOURCE, count_bluesky
from crawlers.streams.events import parse_event
from hashtagger.observations import SourceState, start_of
from hashtagger.settings import Settings, TrendSettings
from hashtagger.storage import migrate
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.sources import read_source, write_source

FIRST_HOUR = 498_660
HOUR_US = 3_600_000_000
BAR_EVENTS_PER_CPU_S = 5000
BAR_FLOOD_MIB = 400
BAR_GROWTH = 1.15


@dataclass(frozen=True, slots=True)
class Replay:
    """One run: ``hours`` hours of ``events`` usual events and ``flood`` tags that nobody uses twice."""

    name: str
    events: int
    flood: int
    hours: int


class _LongAfter:
    def now(self) -> datetime:
        return datetime(2030, 1, 1, tzinfo=UTC)


def main() -> None:
    given = arguments(__doc__)
    given.add_argument("--one", nargs=4, help="one replay in this process, for the benchmark itself")
    options = given.parse_args()
    if options.one:
        name, *numbers = options.one
        print(json.dumps(asyncio.run(_measure(Replay(name, *map(int, numbers))))))
        return
    quick = options.quick
    runs = [
        Replay("usual", 20_000 if quick else 100_000, 0, 4 if quick else 8),
        Replay("flood", 5_000 if quick else 50_000, 100_000 if quick else 1_000_000, 4 if quick else 6),
    ]
    results = [_in_own_process(each) for each in runs]
    table(results)
    usual, flood = results
    passed = (
        usual["events_per_cpu_s"] >= BAR_EVENTS_PER_CPU_S
        and usual["growth"] <= BAR_GROWTH
        and flood["growth"] <= BAR_GROWTH
        and flood["peak_mib"] - flood["base_mib"] <= BAR_FLOOD_MIB
    )
    bar = {
        "usual_events_per_cpu_s": BAR_EVENTS_PER_CPU_S,
        "growth": BAR_GROWTH,
        "flood_mib_over_base": BAR_FLOOD_MIB,
    }
    finish({"usual": usual, "flood": flood, "parsers_us": _parsers()}, bar=bar, passed=passed)


def _in_own_process(replay: Replay) -> dict[str, float]:
    """So that the memory of one run is not the memory of the other."""
    numbers = (str(replay.events), str(replay.flood), str(replay.hours))
    command = [sys.executable, "-m", "benchmarks.jetstream", "--one", replay.name, *numbers]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, float] = json.loads(answer.stdout.strip().splitlines()[-1])
    return measured


async def _measure(replay: Replay) -> dict[str, float | str]:
    command = ["benchmarks.jetstream_server", str(replay.events), str(replay.flood), str(FIRST_HOUR), str(replay.hours)]
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, stdout=asyncio.subprocess.PIPE, limit=2**20
    )
    assert server.stdout is not None
    port = int(await server.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'stream.db'}"
        migrate.upgrade(url)
        with open_database(url) as database:
            await database.write(write_source, SourceState(SOURCE, cursor=str(FIRST_HOUR * HOUR_US)))
            try:
                return await _count(replay, database, port)
            finally:
                server.terminate()
                await server.wait()


async def _count(replay: Replay, database: Database, port: int) -> dict[str, float | str]:
    trends = TrendSettings(contact="benchmark@localhost", endpoints={SOURCE: f"ws://127.0.0.1:{port}"})
    base = _rss_mib()
    stop = asyncio.Event()
    started, cpu = time.perf_counter(), time.process_time()
    worker = asyncio.create_task(
        count_bluesky(database, Settings(trends=trends), _LongAfter(), stop=stop, write_every_s=0.5)
    )
    peaks: dict[int, float] = {}
    last_us = (FIRST_HOUR + replay.hours) * HOUR_US - 60_000_000
    while not worker.done():
        await asyncio.sleep(0.1)
        state = await database.read(read_source, SOURCE)
        hour = state.memory.get("until_us", 0) // HOUR_US - FIRST_HOUR
        peaks[hour] = max(peaks.get(hour, 0.0), _rss_mib())
        if state.memory.get("until_us", 0) >= last_us:
            stop.set()
    counts = await worker
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    n = counts["events"]
    settled = [peaks[hour] for hour in sorted(peaks) if hour >= 2]  # two hours are open: from then on it is full
    middle = len(settled) // 2
    return {
        "stream": replay.name,
        "hours": replay.hours,
        "events": n,
        "events_per_cpu_s": round(n / cpu),
        "cpu_us_per_event": round(cpu / n * 1e6, 1),
        "events_per_s": round(n / wall),
        "thinned": counts.get("thinned", 1),
        "rows": await database.read(_rows),
        "base_mib": round(base),
        "peak_mib": round(max(peaks.values())),
        # The later of the full hours against the earlier ones.
        "growth": round(max(settled[middle:]) / max(settled[:middle]), 3),
        "last_written": start_of(int((await database.read(read_source, SOURCE)).cursor) // HOUR_US).isoformat(),
    }


def _rows(connection: object) -> int:
    from sqlalchemy import Connection, text

    assert isinstance(connection, Connection)
    return int(connection.execute(text("SELECT count(*) FROM tag_hours")).scalar_one())


def _rss_mib() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _parsers() -> dict[str, float]:
    """Microseconds an event, the same events for each."""
    events = [b"".join((a[4:], b"1795176000000000", b, b"k" * 13 if has else b"", c)) for a, b, c, has in _sample()]
    events = [event if event[:1] == b"{" else event[event.index(b"{") :] for event in events]
    ways = {
        "orjson_to_dicts": orjson.loads,
        "msgspec_checked": events_module._DECODER.decode,
        "parse_event": parse_event,
    }
    figures = {}
    for name, way in ways.items():
        best = min(_seconds(way, events) for _ in range(5))
        figures[name] = round(best / len(events) * 1e6, 2)
    return figures


def _sample() -> list[tuple[bytes, bytes, bytes, bytes]]:
    return random.Random(3).sample(list(templates(5000, flood_tags=0)), 4000)


def _seconds(way: object, events: list[bytes]) -> float:
    assert callable(way)
    started = time.perf_counter()
    for event in events:
        way(event)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
