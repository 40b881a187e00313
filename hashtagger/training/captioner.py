"""
Command line of the starter captioner.

    python -m hashtagger.training.captioner --data DIR --clip DIR --out DIR [--set NAME=VALUE ...]
    python -m hashtagger.training.captioner evaluate --data DIR --clip DIR [--model DIR] [--split test]

Training continues from ``OUT/checkpoint.pt`` when there is one. DIR of ``--data`` is the folder that has ``flickr8k_128``;
DIR of ``--clip`` the image tower's.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

STARTER = Path(__file__).resolve().parents[1] / "models" / "starter"
SEED = 20261120


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    # Spinning threads cost a busy machine a factor of four; the setting is read when torch is loaded, hence below.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from hashtagger.training import caption_run

    if options.command == "evaluate":
        caption_run.print_figures(
            options.data,
            options.clip,
            model=options.model,
            split=options.split,
            cache=options.cache,
            threads=options.threads,
        )
        return
    caption_run.train(
        options.data,
        options.clip,
        options.out,
        changes=dict(change.split("=", 1) for change in options.set),
        seed=options.seed,
        cache=options.cache or options.out / "cache",
        threads=options.threads,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hashtagger.training.captioner", description=__doc__.splitlines()[1]
    )
    parser.add_argument("command", nargs="?", choices=("train", "evaluate"), default="train")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument(
        "--clip", type=Path, default=STARTER / "clip", help="folder of the image tower (default: shipped)"
    )
    parser.add_argument("--out", type=Path, default=Path("captioner_run"), help="folder of the run (made when missing)")
    parser.add_argument("--cache", type=Path, help="where the tower's features are kept (default: OUT/cache)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="change one number of the recipe"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--model", type=Path, default=STARTER / "caption", help="evaluate: which captioner")
    parser.add_argument("--split", choices=("dev", "test"), default="dev", help="evaluate: which photos")
    return parser


if __name__ == "__main__":
    main()
