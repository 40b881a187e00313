"""What a judge says: one table with its bar, for people and for machines."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.bootstrap import Interval, cluster_interval


@dataclass(frozen=True, slots=True)
class Verdict:
    """One table."""

    table: str
    """Its name on the command line."""
    data: str
    """What it was measured on, in words."""
    bar: str
    passed: bool
    rows: Sequence[Mapping[str, Any]]
    """All with the same keys."""
    notes: tuple[str, ...] = ()
    """Lines to print below."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else is worth keeping, for the JSON."""


def not_available(table: str, bar: str, why: str) -> Verdict:
    """A table that could not be filled; it counts as not passed."""
    return Verdict(table, "not available", bar, False, (), (why,))


def readable(verdict: Verdict) -> str:
    """The table in aligned columns under its name, data and bar."""
    lines = [f"{verdict.table}: {'passed' if verdict.passed else 'NOT PASSED'}", f"  data: {verdict.data}"]
    lines += [f"  bar:  {verdict.bar}", *_aligned(verdict.rows), *(f"  {note}" for note in verdict.notes)]
    return "\n".join(lines)


def as_json(value: Any) -> Any:
    """``value`` with dataclasses, arrays and numpy numbers as what JSON knows; numbers to six digits, NaN as null."""
    if isinstance(value, Interval | Verdict):
        return as_json(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if isinstance(value, np.ndarray | np.generic):
        return as_json(value.tolist())
    if isinstance(value, float):
        return float(f"{value:.6g}") if np.isfinite(value) else None
    return value


def interval_of(values: NDArray[np.floating[Any]], clusters: Sequence[Hashable] | NDArray[Any]) -> Interval:
    """The mean with its 95 % interval by clusters; for a paired comparison give differences. NaNs are left out."""
    known = np.isfinite(values)
    return cluster_interval(values[known], np.asarray(clusters)[known].tolist(), draws=1000)


def shown(interval: Interval) -> str:
    """'12.3 [11.8, 12.9]' in four digits."""
    return f"{interval.estimate:.4g} [{interval.low:.4g}, {interval.high:.4g}]"


def _aligned(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    cells = [[str(key) for key in rows[0]], *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    return ["  " + "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells]


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
