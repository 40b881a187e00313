"""What every benchmark prints: a table for people, then one JSON line for machines."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser that already knows ``--quick``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under a minute, rougher figures")
    return parser


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows with equal keys in aligned columns."""
    if not rows:
        return
    cells = [[str(key) for key in rows[0]], *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def finish(figures: Mapping[str, Any], *, bar: Mapping[str, Any], passed: bool) -> None:
    """Print the JSON line and leave with 0 if the bar was reached, else 1."""
    print(
        json.dumps(
            {
                "date": datetime.now(UTC).date().isoformat(),
                "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
                **figures,
                "bar": bar,
                "pass": passed,
            },
            ensure_ascii=False,
        )
    )
    sys.exit(0 if passed else 1)


def _cell(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
