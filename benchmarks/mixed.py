"""
Embeddings, captions, questions and generation jobs at once, with memory for two of their four models.

    python -m benchmarks.pool --mixed [--quick]

Ten minutes (40 s with --quick) of closed loops: four clients that embed, two that want captions, two that ask, one that has
pictures made. Weights are random: CLIP ViT-B/32, BLIP base, BLIP VQA base and a small latent diffuser. The bar: the pool never
holds more than its budget, the server's memory in the second half is at most 1.1 times that of the first, no request fails,
models are evicted, and the p99 of every kind stays under a minute, so that nobody starves.
"""

from __future__ import annotations

import json
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.latencies import Measured, summarise
from benchmarks.load import Load, Turn, run_load
from benchmarks.memory import ResidentSet
from benchmarks.mixed_server import ANSWERS, BUDGET_BYTES, CAPTIONS, EMBEDS, GENERATES
from benchmarks.peers.ours import mixed_server
from benchmarks.peers.photos import MULTIPART, make_photos, multipart_with, write_bodies
from benchmarks.peers.server import running
from benchmarks.peers.weights import OPENCLIP_FOLDER
from benchmarks.random_models import make_random_models
from benchmarks.report import finish, table

PORT = 8760
SLOWEST_P99_MS = 60_000.0
GROWTH = 1.1
KINDS: dict[str, tuple[str, int, dict[str, str]]] = {
    "embeddings": ("/v1/embeddings", 4, {}),
    "captions": ("/v1/captions", 2, {"timeout_s": "60"}),
    "answers": ("/v1/answers", 2, {"timeout_s": "60", "questions": "what is on the table"}),
}
JOB = {"kind": "text-to-image", "prompt": "a dog", "steps": 10, "width_px": 256, "height_px": 256}


def run_mixed(weights: Path, cache: Path, *, quick: bool) -> None:
    """Prints tables and the JSON line, and leaves."""
    seconds, warm_up_s = (40.0, 10.0) if quick else (600.0, 30.0)
    folders = {EMBEDS: weights / OPENCLIP_FOLDER, **make_random_models(cache / "random")}
    photos = make_photos(24)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger"
        server = mixed_server(folders, cache / "mixed-data", ledger, budget_bytes=BUDGET_BYTES)
        with running(server, port=PORT, photos=photos, folder=Path(folder)) as started, started.awake():
            loads = [
                Load(
                    PORT,
                    path,
                    MULTIPART,
                    str(_bodies(Path(folder) / name, photos, fields)),
                    started.pid,
                    clients,
                    seconds,
                    warm_up_s,
                )
                for name, (path, clients, fields) in KINDS.items()
            ]
            began = time.time() + warm_up_s
            with ResidentSet(started.pid) as resident, ThreadPoolExecutor() as threads:
                running_loads = [threads.submit(run_load, load) for load in loads]
                jobs = threads.submit(_generate, seconds=seconds, warm_up_s=warm_up_s)
                turns = [each.result() for each in running_loads]
                made = jobs.result()
        entries = [json.loads(line) for line in ledger.read_text().splitlines()]
    measured = [summarise(name, KINDS[name][1], [turn]) for name, turn in zip(KINDS, turns, strict=True)]
    _report([*measured, summarise("generations", 1, [made])], entries, resident.samples, began)


def figures_of(
    measured: Sequence[Measured], entries: Sequence[dict[str, Any]], resident: Sequence[tuple[float, int]], began: float
) -> dict[str, Any]:
    """``resident``: (time, bytes), ``entries``: of the ledger, ``began``: when the measured time did."""
    within = [size for at, size in resident if at >= began]
    first, second = within[: len(within) // 2], within[len(within) // 2 :]
    held = [entry["bytes"] for entry in entries if entry["event"] == "resident"]
    evicted = [entry["model"] for entry in entries if entry["event"] == "evicted" and entry["at"] >= began]
    return {
        "most held / budget": max(held, default=0) / BUDGET_BYTES,
        "memory, second half / first": max(second, default=0) / max(first, default=1),
        "evictions": {name: evicted.count(name) for name in (EMBEDS, CAPTIONS, ANSWERS, GENERATES)},
        "errors": sum(each.errors for each in measured),
        "p99 s": {each.server: each.p99_ms / 1000 for each in measured},
    }


def reached(figures: dict[str, Any]) -> bool:
    return (
        figures["most held / budget"] <= 1
        and figures["memory, second half / first"] <= GROWTH
        and not figures["errors"]
        and sum(figures["evictions"].values()) > 0
        and all(wait_s <= SLOWEST_P99_MS / 1000 for wait_s in figures["p99 s"].values())
    )


def _report(
    measured: Sequence[Measured], entries: Sequence[dict[str, Any]], resident: Sequence[tuple[float, int]], began: float
) -> None:
    table([asdict(each) for each in measured])
    figures = figures_of(measured, entries, resident, began)
    bar = {
        "most held / budget": 1.0,
        "memory, second half / first": GROWTH,
        "errors": 0,
        "p99 s": SLOWEST_P99_MS / 1000,
    }
    details = {"budget_bytes": BUDGET_BYTES, "measured": [asdict(each) for each in measured]}
    finish({**figures, **details}, bar=bar, passed=reached(figures))


def _bodies(folder: Path, photos: Sequence[bytes], fields: dict[str, str]) -> Path:
    return write_bodies(folder, photos, lambda photo: multipart_with(photo, fields))


def _generate(*, seconds: float, warm_up_s: float) -> Turn:
    """One client that asks for a picture and waits until it is made, again and again."""
    begins = time.perf_counter() + warm_up_s
    latencies_ms: list[float] = []
    errors: dict[str, int] = {}
    while (began := time.perf_counter()) < begins + seconds:
        try:
            state = _ended(_ask("/v1/generations", JOB)["generation_id"])
        except OSError as error:
            state = str(getattr(error, "code", type(error).__name__))
            time.sleep(1.0)
        ended = time.perf_counter()
        if state != "done":
            errors[state] = errors.get(state, 0) + 1
        elif begins <= ended <= begins + seconds:
            latencies_ms.append(1000 * (ended - began))
    return Turn(seconds, latencies_ms, errors, 0.0, 0.0)


def _ended(job: str) -> str:
    """The state in which the job ended; of one that failed, why."""
    while (found := _ask(f"/v1/generations/{job}"))["state"] in ("queued", "running"):
        time.sleep(0.1)
    return str(found["error"]["code"] if found["state"] == "failed" else found["state"])


def _ask(path: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)
