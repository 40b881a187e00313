"""
A comparison of two arms that may be looked at after every post: intervals that hold at all times at once.

Each post is drawn for an arm with probability one half. With y its residual engagement and c the mean of the residuals before
it, x = ±2 (y - c) has the difference of the arms as its mean, whatever the draw. Asymptotic confidence sequence of its mean
(Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences",
Annals of Statistics 52, 2024, arXiv:2103.06476, eq. 6), with s the standard deviation of the x:

    mean(x) ± s · sqrt( 2 (n r² + 1) / (n² r²) · log( sqrt(n r² + 1) / (1 - level) ) )

Looking at it daily and stopping when it leaves zero is wrong in at most 1 - level of all experiments without a difference;
``python -m benchmarks.experiments`` counts how often. An ordinary interval would be wrong many times as often.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
FIRST_LOOK = 20
"""Posts before the first interval: the theory is one of large numbers."""
TIGHTEST_AT = 100
"""Posts at which the interval is as narrow as a sequence allows."""
MOST_POSTS = 100_000
"""What would take more is told as never."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second arm minus the first, in natural log units of engagement."""

    posts: int
    difference: float
    low: float
    """-inf before ``FIRST_LOOK`` posts."""
    high: float
    more_posts: int | None
    """
    About how many more would tell, should the difference stay what it is now; 0 when it is told already, None when it is
    too small to be told within ``MOST_POSTS``, or too early to say.
    """

    @property
    def verdict(self) -> str:
        """ "better" or "worse" (the second arm than the first), or "cannot tell yet"."""
        if self.low > 0.0:
            return "better"
        return "worse" if self.high < 0.0 else "cannot tell yet"


def compare(residuals: NDArray[np.float64], second: NDArray[np.bool_], *, level: float = LEVEL) -> Comparison:
    """
    ``residuals`` [n] of the posts of both arms in the order of their publication, ``second`` [n] which arm each was drawn for.

    Raises ``ValueError`` for arrays of unequal length or values that are not finite.
    """
    if len(residuals) != len(second) or not np.isfinite(residuals).all():
        raise ValueError("one finite residual for each draw is needed")
    posts = len(residuals)
    if posts == 0:
        return Comparison(0, 0.0, -math.inf, math.inf, None)
    before = np.concatenate([[0.0], np.cumsum(residuals)[:-1]]) / np.maximum(np.arange(posts), 1)
    signed = np.where(second, 2.0, -2.0) * (residuals - before)
    difference = float(signed.mean())
    if posts < FIRST_LOOK:
        return Comparison(posts, difference, -math.inf, math.inf, None)
    spread = float(signed.std(ddof=1))
    half = spread * half_width(posts, level=level)
    return Comparison(posts, difference, difference - half, difference + half, _more(posts, difference, spread, level))


def half_width(posts: int, *, level: float = LEVEL) -> float:
    """Of the interval after ``posts`` posts, for a standard deviation of 1."""
    wrong = 1.0 - level
    rate = (-2.0 * math.log(wrong) + math.log(-2.0 * math.log(wrong) + 1.0)) / TIGHTEST_AT
    seen = posts * rate + 1.0
    return math.sqrt(2.0 * seen / (posts * posts * rate) * math.log(math.sqrt(seen) / wrong))


def _more(posts: int, difference: float, spread: float, level: float) -> int | None:
    """Widths fall with the number of posts: halve the range until it is one."""

    def tells(count: int) -> bool:
        return spread * half_width(count, level=level) < abs(difference)

    if tells(posts):
        return 0
    low, high = posts, MOST_POSTS
    if not tells(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tells(middle) else (middle, high)
    return high - posts
