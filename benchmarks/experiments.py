"""How often a creator's experiment is wrong when it is looked at after every post, and how many posts it takes.

    python -m benchmarks.experiments [--quick]

Made-up residuals: normal, and with heavy tails (Student's t with 4 degrees), standard deviation 0.6. Without a difference at
most 5 of 100 may ever say "better" or "worse" in 1,000 looks; an ordinary interval is shown beside it. The last line is JSON.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import arguments, finish, table
from ranker.sequential import FIRST_LOOK, half_width

NOISE = 0.6
LOOKS = 1_000
BAR = {"wrong at any look": 0.05}
DIFFERENCES = (0.1, 0.2, 0.3, 0.5)


def main() -> None:
    options = arguments(__doc__).parse_args()
    runs = 2_000 if options.quick else 20_000
    rng = np.random.default_rng(7)
    wrong: list[dict[str, Any]] = []
    for kind in ("normal", "heavy tails"):
        means, spreads = _paths(kind, 0.0, runs, rng)
        ours = _first_told(means, spreads, np.array([half_width(n) for n in range(1, LOOKS + 1)]))
        plain = _first_told(means, spreads, 1.96 / np.sqrt(np.arange(1, LOOKS + 1)))
        wrong.append({"noise": kind, "wrong": float((ours > 0).mean()), "ordinary interval": float((plain > 0).mean())})
    table(wrong)
    needed = [_needed(difference, runs // 10, rng) for difference in DIFFERENCES]
    table(needed)
    worst = max(row["wrong"] for row in wrong)
    finish({"wrong": wrong, "needed": needed}, bar=BAR, passed=worst <= BAR["wrong at any look"])


def _paths(kind: str, difference: float, runs: int, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """Running means and standard deviations of what ``ranker.sequential`` averages: [runs, LOOKS] each."""
    shape = (runs, LOOKS)
    noise = rng.normal(size=shape) if kind == "normal" else rng.standard_t(4, size=shape) / np.sqrt(2.0)
    second = rng.random(shape) < 0.5
    earned = NOISE * noise + difference * second
    counts = np.arange(1, LOOKS + 1)
    before = np.concatenate([np.zeros((runs, 1)), np.cumsum(earned, axis=1)[:, :-1]], axis=1) / np.maximum(
        counts - 1, 1
    )
    signed = np.where(second, 2.0, -2.0) * (earned - before)
    means = np.cumsum(signed, axis=1) / counts
    squares = np.cumsum(signed**2, axis=1)
    return means, np.sqrt(np.maximum(squares - counts * means**2, 0.0) / np.maximum(counts - 1, 1))


def _first_told(means: NDArray[Any], spreads: NDArray[Any], widths: NDArray[Any]) -> NDArray[np.int64]:
    """The first look from ``FIRST_LOOK`` on at which the interval leaves zero, 0 when it never does: [runs]."""
    told = np.abs(means) > spreads * widths
    told[:, : FIRST_LOOK - 1] = False
    return np.where(told.any(axis=1), told.argmax(axis=1) + 1, 0)


def _needed(difference: float, runs: int, rng: np.random.Generator) -> dict[str, Any]:
    means, spreads = _paths("normal", difference, runs, rng)
    first = _first_told(means, spreads, np.array([half_width(n) for n in range(1, LOOKS + 1)]))
    found = first > 0
    median = int(np.median(np.where(found, first, LOOKS + 1)))
    return {
        "difference": difference,
        f"found within {LOOKS} posts": float(found.mean()),
        "median posts": median if median <= LOOKS else f"over {LOOKS}",
    }


if __name__ == "__main__":
    main()
