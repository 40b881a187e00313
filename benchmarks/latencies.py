"""From what load generators saw to the figures that are compared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.load import Turn


@dataclass(frozen=True, slots=True)
class Measured:
    """One server under one number of clients, all turns together."""

    server: str
    clients: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: int
    core_ms: float
    """Processor time of the server for one answer, which a busy machine changes less than it changes the clock."""
    client_cores: float


def summarise(server: str, clients: int, turns: Sequence[Turn]) -> Measured:
    """``turns``: at least one."""
    seconds = sum(turn.seconds for turn in turns)
    latencies_ms = sorted(each for turn in turns for each in turn.latencies_ms)
    p50_ms, p95_ms, p99_ms = (percentile(latencies_ms, share) for share in (0.5, 0.95, 0.99))
    errors = sum((Counter(turn.errors) for turn in turns), Counter[str]()).total()
    return Measured(
        server,
        clients,
        len(latencies_ms) / seconds,
        p50_ms,
        p95_ms,
        p99_ms,
        errors,
        1000 * sum(turn.server_core_s for turn in turns) / len(latencies_ms) if latencies_ms else math.nan,
        sum(turn.client_core_s for turn in turns) / seconds,
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """
    The smallest value that at least ``share`` of all do not exceed (nearest rank); NaN of nothing.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan
