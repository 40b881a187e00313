"""
Command line of the starter image tower.

    python -m hashtagger.training.clip --data DIR --out DIR [--recipe NAME] [--views N | --minutes M]
    python -m hashtagger.training.clip export --data DIR --out RUN --text TEXT_RUN --model DIR
    python -m hashtagger.training.clip evaluate --data DIR [--model DIR] [--split test]

Training continues from ``OUT/checkpoint.pt`` when there is one. DIR of ``--data`` is the folder that has ``flickr8k_128``,
``visual7w_128`` and ``teacher_mobilenet_v2``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import hashtagger
from hashtagger.models.threads import set_thread_environment, usable_cores

DEFAULT_VIEWS = 400_000
SEED = 20261120
_SHIPPED = Path(hashtagger.__file__).parent / "models" / "starter" / "clip"


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    # Read when torch is loaded, hence ahead of the imports below.
    set_thread_environment()
    from hashtagger.training import clip_run
    from hashtagger.training.loop import Length

    if options.command == "evaluate":
        clip_run.evaluate(
            options.data,
            split=options.split,
            model=options.model,
            by_teacher=options.by_teacher,
            threads=options.threads,
        )
        return
    if options.command == "export":
        clip_run.export_model(
            options.data,
            run=options.out,
            text=options.text,
            model=options.model,
            recipe=options.recipe,
            threads=options.threads,
        )
        return
    clip_run.train(
        options.data,
        options.out,
        recipe=options.recipe,
        length=Length(wall_s=options.minutes * 60) if options.minutes else Length(views=options.views),
        seed=options.seed,
        threads=options.threads,
        cache=options.cache or options.out / "cache",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hashtagger.training.clip", description=__doc__.splitlines()[1])
    parser.add_argument("command", nargs="?", choices=("train", "export", "evaluate"), default="train")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--out", type=Path, default=Path("clip_run"), help="folder of the run (made when missing)")
    parser.add_argument("--cache", type=Path, help="where the teachers' answers are kept (default: OUT/cache)")
    parser.add_argument("--recipe", default="final", help="a name of hashtagger/training/recipes.py")
    parser.add_argument("--views", type=int, default=DEFAULT_VIEWS, help="photos shown in all, repetitions included")
    parser.add_argument("--minutes", type=float, help="length by the clock instead; not repeatable to the bit")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=usable_cores(), help="on a busy machine 1 is faster than 2")
    parser.add_argument("--split", choices=("dev", "test"), default="dev", help="evaluate: which photos")
    parser.add_argument("--by-teacher", action="store_true", help="evaluate: texts by the sentence teacher")
    parser.add_argument(
        "--text", type=Path, default=Path("text_run"), help="export: --out of the text tower's training"
    )
    parser.add_argument("--model", type=Path, default=_SHIPPED, help="export, evaluate: folder of the OpenCLIP model")
    return parser


if __name__ == "__main__":
    main()
