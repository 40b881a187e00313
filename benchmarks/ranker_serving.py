"""
What a learned model costs on the event loop: ordering 300 candidates, words for five of them, following the shelf.

    python -m benchmarks.ranker_serving [--quick]

Models that learned noise from every column, of 200 trees with 4 leaves (as large as training makes them), 150 with 15, and 150
with 31. Medians of the calling thread's processor time. ``rank`` is the whole call on candidates with one kind of evidence;
``beyond the baseline`` is that without what the baseline costs alone. The last two figures are of the clock: the 99th percentile
of ``rank`` in peace, and while another thread promotes and reads one model after the other without a pause. The bar is for
words with 150 trees of 15 leaves. The last line is JSON.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.report import arguments, finish, table
from hashtagger.models.threads import set_thread_environment
from hashtagger.posts import PostFormat
from hashtagger.ranking import BASELINE, Situation
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs
from hashtagger.types import Candidate, Evidence, Reach, Tag, TagRecord
from ranker.artefacts import MODEL_FILE, RANKER, Shelf
from ranker.features import FEATURES, SCHEMA
from ranker.live import LiveRanker

CANDIDATES, SHOWN = 300, 5
SIZES = {"200 x 4": (200, 4), "150 x 15": (150, 15), "150 x 31": (150, 31)}
BAR = {"words_ms_at_most": 2.0}
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def main() -> None:
    options = arguments(__doc__).parse_args()
    set_thread_environment()
    calls = 60 if options.quick else 400
    rows = []
    for name, (trees, leaves) in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data_dir=Path(folder), log_level="WARNING")
            configure_logs(settings)
            rows.append({"trees x leaves": name, **measured(settings, model_text(trees, leaves), calls)})
    table(rows)
    told = {row["trees x leaves"]: {key: round(value, 3) for key, value in list(row.items())[1:]} for row in rows}
    passed = told["150 x 15"]["words_ms"] <= BAR["words_ms_at_most"]
    finish({"benchmark": "ranker_serving", "candidates": CANDIDATES, "sizes": told}, bar=BAR, passed=passed)


def measured(settings: Settings, text: bytes, calls: int) -> dict[str, Any]:
    """In milliseconds."""
    shelf = Shelf(settings.ranker_dir)
    one, other, shadow = (
        shelf.put(RANKER, {MODEL_FILE: text}, facts={"schema": SCHEMA}, now=NOW + timedelta(hours=h)).version
        for h in range(3)
    )
    shelf.promote(RANKER, one, now=NOW)
    load_ms = median_ms(lambda: LiveRanker(settings), 10)
    ranker, found, asked = LiveRanker(settings), candidates(), situation()
    rank_ms = median_ms(lambda: ranker.rank(found, asked), calls)
    baseline_ms = median_ms(lambda: ranker.rank(found, asked, policy=BASELINE), calls)
    best = ranker.rank(found, asked).rows[:SHOWN]
    words_ms = median_ms(lambda: ranker.reasons(best, one), calls)
    calm_ms = slowest_ms(lambda: ranker.rank(found, asked), calls)
    swapping_ms = while_swapping(ranker, shelf, (one, other), lambda: ranker.rank(found, asked), calls)
    shelf.set_shadow(RANKER, shadow)
    with_shadow = LiveRanker(settings)
    return {
        "load_ms": load_ms,
        "rank_ms": rank_ms,
        "beyond_baseline_ms": rank_ms - baseline_ms,
        "shadow_ms": median_ms(lambda: with_shadow.rank(found, asked), calls) - rank_ms,
        "words_ms": words_ms,
        "p99_ms": calm_ms,
        "p99_swapping_ms": swapping_ms,
    }


def while_swapping(
    ranker: LiveRanker, shelf: Shelf, versions: tuple[str, ...], work: Callable[[], object], calls: int
) -> float:
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for version in versions:
                shelf.promote(RANKER, version, now=NOW)
                ranker.refresh()

    swapping = threading.Thread(target=swap)
    swapping.start()
    slowest = slowest_ms(work, calls)
    stop.set()
    swapping.join()
    return slowest


def slowest_ms(work: Callable[[], object], times: int) -> float:
    """99th percentile by the clock."""
    return float(np.percentile([one_ms(work, time.perf_counter) for _ in range(times)], 99))


def median_ms(work: Callable[[], object], times: int) -> float:
    return float(np.median([one_ms(work, time.thread_time) for _ in range(times)]))


def one_ms(work: Callable[[], object], seconds: Callable[[], float]) -> float:
    started = seconds()
    work()
    return 1e3 * (seconds() - started)


def model_text(trees: int, leaves: int) -> bytes:
    random = np.random.default_rng(1)
    rows = random.random((20_000, len(FEATURES)), dtype=np.float32)
    rows[random.random(rows.shape) < 0.2] = np.nan
    labels = np.nan_to_num(rows) @ random.normal(size=len(FEATURES)) + random.normal(size=len(rows))
    parameters = {"objective": "regression", "num_leaves": leaves, "num_threads": 1, "verbose": -1}
    booster = lightgbm.train(parameters, lightgbm.Dataset(rows, labels), num_boost_round=trees)
    return booster.model_to_string().encode()


def candidates() -> list[Candidate]:
    strengths = np.random.default_rng(2).random(CANDIDATES)
    return [
        Candidate(
            TagRecord(Tag(f"tag{i:03d}"), f"Tag{i:03d}", ("tag",), "", ("dogs",), "en", Reach.MEDIUM, True),
            {"visual": Evidence(float(strength), "made up")},
        )
        for i, strength in enumerate(strengths)
    ]


def situation() -> Situation:
    return Situation(now=NOW, platform="instagram", format=PostFormat.PHOTO, images=1, text="a dog", max_tags=5)


if __name__ == "__main__":
    main()
