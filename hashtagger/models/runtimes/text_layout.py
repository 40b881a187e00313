"""Lines of text found in a picture, as an engine gives them, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.questions import TextBox
from hashtagger.text.sanitize import clean_text

_SAME_LINE = 0.5
"""Boxes whose middles differ by less than this share of the smaller height stand on one line."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One line of text: four corners float32 [4, 2] (x, y) in pixels, clockwise from the text's upper left."""

    text: str
    confidence: float
    corners: NDArray[np.float32]

    @property
    def middle(self) -> float:
        return float(self.corners[:, 1].mean())

    @property
    def height(self) -> float:
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))

    @property
    def left(self) -> float:
        return float(self.corners[:, 0].min())


def laid_out(found: Sequence[Found], width_px: float, height_px: float) -> tuple[TextBox, ...]:
    """Cleaned texts with their places as shares of the picture; line by line from the top, from the left in each."""
    size = np.array([max(width_px, 1), max(height_px, 1)], np.float32)
    boxes = []
    for each in _in_reading_order(found):
        text = clean_text(each.text)
        if text:
            shares = np.clip(each.corners / size, 0.0, 1.0)
            corners = tuple((float(x), float(y)) for x, y in shares)
            boxes.append(TextBox(text, min(1.0, max(0.0, each.confidence)), corners))
    return tuple(boxes)


def _in_reading_order(found: Sequence[Found]) -> list[Found]:
    lines: list[list[Found]] = []
    for each in sorted(found, key=lambda one: one.middle):
        line = lines[-1] if lines else []
        if line and each.middle - line[0].middle < _SAME_LINE * min(each.height, line[0].height):
            line.append(each)
        else:
            lines.append([each])
    return [each for line in lines for each in sorted(line, key=lambda one: one.left)]
