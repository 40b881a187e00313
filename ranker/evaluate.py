"""
Judges the ranker on public data and in simulations: six tables, each with its bar (docs/ranking.md).

    python -m ranker.evaluate --data DIR [--tables seed-tags,engagement] [--quick] [--json FILE]

Leaves with 0 when every table that was asked for reached its bar, with 1 when one did not, with 2 when the data is missing.
The simulated tables run the benchmarks of the repository, so they need a checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from hashtagger.errors import HashtaggerError
from ranker.judging import engagement, reach, seed_tags, simulated
from ranker.judging.verdict import Verdict, as_json, readable

REAL = {seed_tags.TABLE: seed_tags.judge, engagement.TABLE: engagement.judge, reach.TABLE: reach.judge}
TABLES = (seed_tags.TABLE, engagement.TABLE, *simulated.BENCHMARKS, reach.TABLE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, print, and answer the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.data is None and any(table in REAL for table in options.tables):
        parser.error("--data DIR is needed: the folder that has harrison/ and ig_posts_2017.csv")
    verdicts = []
    for table in options.tables:
        try:
            verdicts.append(judge(table, options.data, quick=options.quick))
        except HashtaggerError as error:
            parser.exit(2, f"{table}: {error}. {error.advice}\n")
        sys.stdout.write(readable(verdicts[-1]) + "\n\n")
        sys.stdout.flush()
    if options.json:
        options.json.write_text(json.dumps(report(verdicts), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0 if all(verdict.passed for verdict in verdicts) else 1


def judge(table: str, data: Path, *, quick: bool = False) -> Verdict:
    """One of ``TABLES``. Raises InvalidRequest when its data is not in ``data``."""
    return REAL[table](data, quick=quick) if table in REAL else simulated.judge(table, quick=quick)


def report(verdicts: Sequence[Verdict]) -> dict[str, object]:
    """Everything that was said, with day and machine, as JSON has it."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "pass": all(verdict.passed for verdict in verdicts),
        "tables": as_json(verdicts),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ranker.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder that has harrison/ and ig_posts_2017.csv")
    parser.add_argument("--tables", type=_tables, default=TABLES, metavar="NAMES", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--quick", action="store_true", help="a few minutes, rougher figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    return parser


def _tables(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in TABLES]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"no table {', '.join(unknown) or 'named'}; there are {', '.join(TABLES)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
