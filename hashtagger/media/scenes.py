"""Chooses the few frames of a clip that show most of it: one from each of its longest scenes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hashtagger.types import Pixels

CUT_DISTANCE = 0.25
"""Histogram distance (0..1) of two neighbouring samples from which on a new scene begins."""

SAME_DISTANCE = 0.02
"""Below it a frame shows nothing that another chosen one does not."""

_BINS = 8
_CELLS = 3


def choose_frames(samples: Sequence[Pixels], *, count: int) -> list[int]:
    """
    Positions of at most ``count`` samples (uint8 [h, w, 3], in time order), ascending; at least one when there is a sample.

    A scene gives its middle sample, the longest scenes first. Where there are fewer scenes than ``count``, the longest are cut
    in half until there are enough, which spreads the frames of a single scene evenly. Near-equal frames are left out.
    """
    if not samples or count < 1:
        return []
    histograms = np.stack([_histogram(sample) for sample in samples])
    segments = _scenes(histograms)
    while len(segments) < count and max(len(segment) for segment in segments) > 1:
        longest = max(segments, key=len)
        at = segments.index(longest)
        segments[at : at + 1] = [longest[: len(longest) // 2], longest[len(longest) // 2 :]]
    chosen: list[int] = []
    for segment in sorted(segments, key=len, reverse=True):
        middle = segment[len(segment) // 2]
        if len(chosen) < count and all(_distance(histograms[middle], histograms[i]) > SAME_DISTANCE for i in chosen):
            chosen.append(middle)
    return sorted(chosen)


def _scenes(histograms: NDArray[np.float32]) -> list[range]:
    cuts = [i for i in range(1, len(histograms)) if _distance(histograms[i - 1], histograms[i]) > CUT_DISTANCE]
    edges = [0, *cuts, len(histograms)]
    return [range(start, stop) for start, stop in pairwise(edges)]


def _histogram(sample: Pixels) -> NDArray[np.float32]:
    """Shares of the colours in each cell of a 3 × 3 grid: float32 [9 × 3 × 8], each 8 summing to 1."""
    height, width, _ = sample.shape
    small = sample[:: max(1, height // 48), :: max(1, width // 48)] // (256 // _BINS)
    shares = []
    for rows in np.array_split(small, _CELLS):
        for cell in np.array_split(rows, _CELLS, axis=1):
            for channel in range(3):
                counts = np.bincount(cell[..., channel].ravel(), minlength=_BINS)
                shares.append(counts / max(1, cell[..., channel].size))
    return np.concatenate(shares).astype(np.float32)


def _distance(left: NDArray[np.float32], right: NDArray[np.float32]) -> float:
    """Half the L1 distance, averaged over cells and channels: 0 equal, 1 nothing in common."""
    return float(np.abs(left - right).sum() / (2 * 3 * _CELLS * _CELLS))
