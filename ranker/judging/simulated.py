"""Tables whose truth only a simulator knows: each is a benchmark with a bar of its own, run here in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from ranker.judging.verdict import Verdict, not_available

BENCHMARKS: Mapping[str, tuple[str, str]] = {
    "position": ("benchmarks.position_bias", "NDCG@5 against true relevance is better with positions than without"),
    "off-policy": ("benchmarks.off_policy", "relative error, and intervals that cover the truth in 93 to 97 of 100"),
    "closed-loop": (
        "benchmarks.closed_loop",
        "lift over popularity and baseline; without hidden lift, no measurable effect",
    ),
}
"""Table → module, and its bar in words."""


def judge(table: str, *, quick: bool = False) -> Verdict:
    """Run the benchmark of ``table`` and read its last line; one that is missing or breaks is a table that is not passed."""
    module, bar = BENCHMARKS[table]
    if not _installed(module):
        return not_available(table, bar, f"{module} is not here; run from a checkout of the repository")
    command = [sys.executable, "-m", module, *(["--quick"] if quick else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    try:
        said = json.loads(lines[-1])
        passed = bool(said["pass"]) and done.returncode == 0
    except (IndexError, ValueError, KeyError, TypeError):
        why = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        return not_available(table, bar, f"{module} ended with {done.returncode}: {why}")
    return Verdict(table, f"simulated, python -m {module}", bar, passed, (), tuple(lines[:-1]), said)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
