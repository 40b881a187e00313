"""Writes numbers for people: no more digits than mean something, thousands by commas."""

from __future__ import annotations

import math


def count_text(value: float) -> str:
    """
    >>> count_text(1234.0), count_text(3.14), count_text(0)
    ('1,234', '3.1', '0')
    """
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def percent_text(value: float, digits: int = 0) -> str:
    """
    With its sign.

    >>> percent_text(510.0), percent_text(-2.26, 1), percent_text(-0.04, 1)
    ('+510 %', '-2.3 %', '0.0 %')
    """
    rounded = round(value, digits) + 0.0  # no "-0"
    return f"{rounded:+,.{digits}f} %" if rounded else f"{0:.{digits}f} %"


def counted(count: int, one: str, many: str) -> str:
    """
    >>> counted(1, "tag", "tags"), counted(2000, "tag", "tags")
    ('1 tag', '2,000 tags')
    """
    return f"{count:,} {one if count == 1 else many}"


def ceiling(value: float) -> float:
    """
    The next round number from ``value`` up, where an axis may end; 1 for what is not above 0.

    >>> ceiling(412), ceiling(0.91), ceiling(0)
    (500.0, 1.0, 1.0)
    """
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return float(
        next(
            round(step * unit, 12) for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * unit >= value * (1 - 1e-9)
        )
    )
