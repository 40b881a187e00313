"""
Our ``/v1/embeddings`` against other servers of the same weights, on this machine, in one run.

    python -m benchmarks.pool [--quick] [--turns N] [--mixed] [--cache FOLDER]

A random CLIP ViT-B/32 (224 px) is served by ``hashtagger serve``, by infinity and by LitServe, each in its own environment and
process; 1, 8 and 64 clients send one photo a request for 60 seconds each (three turns of 20 s, servers taking turns; 3 s with
--quick). Servers that are not asked are stopped (SIGSTOP). Before anything is timed every server's vectors are compared with
ours. Raw is the same image tower in a process of its own, on prepared pictures at its best batch size, measured between turns.
The bar, at 8 and 64 clients: at least the throughput and at most the p99 of the best of the others, and at 64 clients 0.9 of raw.
--mixed: see ``benchmarks.mixed``. The first run makes the others' environments and the weights in the cache folder (2.5 GB).
The last line is JSON.
"""

from __future__ import annotations

import contextlib
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.latencies import Measured, summarise
from benchmarks.load import Turn
from benchmarks.mixed import run_mixed
from benchmarks.peers.agreement import Agreement, compare
from benchmarks.peers.ours import our_server
from benchmarks.peers.photos import make_photos
from benchmarks.peers.raw import Raw, measure_raw
from benchmarks.peers.rivals import rivals
from benchmarks.peers.server import Running, Server, running
from benchmarks.peers.weights import OPENCLIP_FOLDER, make_weights
from benchmarks.report import arguments, finish, table

CLIENTS = (1, 8, 64)
COMPARED = (8, 64)
PHOTOS = 48
BAR = {"throughput to best other": 1.0, "p99 to best other": 1.0, "share of raw at 64": 0.9, "cosine": 0.99}
_FIRST_PORT = 8730


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--mixed", action="store_true", help="several kinds of models under a small budget instead")
    parser.add_argument("--turns", type=int, default=3, help="of 20 s for each server and number of clients")
    parser.add_argument("--cache", type=Path, default=Path(".bench"), help="environments and weights; default .bench")
    options = parser.parse_args()
    weights = make_weights(options.cache / "vit-b-32")
    if options.mixed:
        run_mixed(weights, options.cache, quick=options.quick)
    servers = [our_server(weights, options.cache / "data"), *rivals(weights, options.cache, quick=options.quick)]
    turns, seconds = (1, 3.0) if options.quick else (options.turns, 20.0)
    measured, raws, agreement = _run(servers, weights / OPENCLIP_FOLDER, turns=turns, seconds=seconds)
    _report(servers, measured, raws, agreement)


def _run(
    servers: Sequence[Server], weights: Path, *, turns: int, seconds: float
) -> tuple[list[Measured], list[Raw], list[Agreement]]:
    photos = make_photos(PHOTOS)
    found: dict[tuple[str, int], list[Turn]] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        started: list[Running] = []
        for number, server in enumerate(servers):
            print(f"starting {server.name}: {server.settings}", flush=True)
            own = Path(folder) / server.name
            own.mkdir()
            started.append(stack.enter_context(running(server, port=_FIRST_PORT + number, photos=photos, folder=own)))
        agreement = compare([(each.server.name, each.embed_all()) for each in started])
        raws = [measure_raw(weights, seconds=seconds / 8)]
        for _ in range(turns):
            for clients in CLIENTS:
                for each in started:
                    turn = each.measure(clients, seconds=seconds, warm_up_s=min(4.0, seconds / 2))
                    found.setdefault((each.server.name, clients), []).append(turn)
            raws.append(measure_raw(weights, seconds=seconds / 8))
    return [summarise(name, clients, taken) for (name, clients), taken in found.items()], raws, agreement


def _report(
    servers: Sequence[Server], measured: Sequence[Measured], raws: Sequence[Raw], agreement: Sequence[Agreement]
) -> None:
    table([asdict(each) for each in sorted(measured, key=lambda each: each.clients)])
    table([asdict(each) for each in raws])
    table([asdict(each) for each in agreement])
    figures = compared(servers[0].name, measured, raws)
    lowest = min(each.cosine for each in agreement)
    passed = lowest >= BAR["cosine"] and reached(figures)
    details = {
        "servers": {server.name: server.settings for server in servers},
        "measured": [asdict(each) for each in measured],
        "raw": [asdict(each) for each in raws],
        "agreement": [asdict(each) for each in agreement],
    }
    finish({**figures, **details}, bar=BAR, passed=passed)


def compared(ours: str, measured: Sequence[Measured], raws: Sequence[Raw]) -> dict[str, Any]:
    """What the bar speaks of; ``measured`` holds every server at every number of clients."""
    figures: dict[str, Any] = {}
    for clients in COMPARED:
        here = [each for each in measured if each.clients == clients]
        own = next(each for each in here if each.server == ours)
        others = [each for each in here if each.server != ours]
        best = max(others, key=lambda each: each.per_second)
        figures[f"at {clients}"] = {
            "best other": best.server,
            "throughput to best other": own.per_second / best.per_second,
            "p99 to best other": own.p99_ms / min(each.p99_ms for each in others),
            "errors": own.errors,
        }
        if clients == max(COMPARED):
            # The median: what the machine gives changes between turns, and its best moment is nobody's due.
            figures["share of raw at 64"] = own.per_second / statistics.median(raw.per_second for raw in raws)
            figures["share of raw at 64 by processor time"] = (
                statistics.median(raw.core_ms for raw in raws) / own.core_ms
            )
    return figures


def reached(figures: dict[str, Any]) -> bool:
    """Whether ``compared`` reaches the bar."""
    return figures["share of raw at 64"] >= BAR["share of raw at 64"] and all(
        here["throughput to best other"] >= BAR["throughput to best other"]
        and here["p99 to best other"] <= BAR["p99 to best other"]
        and not here["errors"]
        for here in (figures[f"at {clients}"] for clients in COMPARED)
    )


if __name__ == "__main__":
    main()
