"""
Command line of the starter text tower: distils all-MiniLM-L6-v2 into a small transformer with a vocabulary of its own.

    python -m hashtagger.training.text_tower --data DIR --out DIR [--epochs N] [--seed N]

Training continues from ``OUT/checkpoint.pt`` when there is one. ``--data`` is the folder that has ``flickr8k_128``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from hashtagger.models.threads import set_thread_environment, usable_cores

SEED = 20261120


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m hashtagger.training.text_tower")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run (made when missing)")
    parser.add_argument("--cache", type=Path, help="where the teacher's answers are kept (default: OUT/cache)")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the texts")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=usable_cores(), help="on a busy machine 1 is faster than 2")
    options = parser.parse_args(arguments)
    # Read when torch is loaded, hence ahead of the import below.
    set_thread_environment()
    from hashtagger.training import text_run

    text_run.train(
        options.data,
        options.out,
        epochs=options.epochs,
        seed=options.seed,
        threads=options.threads,
        cache=options.cache or options.out / "cache",
    )


if __name__ == "__main__":
    main()
