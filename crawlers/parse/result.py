"""What every parser gives back: the rows it could read, and how many it could not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hashtagger.observations import CrawlTarget, TrendObservation


@dataclass(frozen=True, slots=True)
class Parsed:
    """One answer of one source, read."""

    observations: Sequence[TrendObservation]
    """In the order of the source."""
    dropped: int = 0
    """Broken rows, each of which cost only itself. Rows that are no trends (main pages, empty titles) are not counted."""


Parser = Callable[[bytes, CrawlTarget, datetime], Parsed]
"""
``parse(body, target, fetched_at)``: pure; ``fetched_at`` is aware.

Raises ``Unreadable``, and nothing else, whatever the bytes.
"""
