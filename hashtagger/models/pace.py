"""How fast one model works, as measured, and how long its queue will take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_WEIGHT = 0.1
"""Of the newest batch in the running mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Lap:
    """A batch of ``cost`` that has ``share`` (0..1) of the device since ``since``."""

    cost: float
    share: float
    since: float


class Pace:
    """
    Belongs to the event loop. Knows nothing of the turns of other models, so it predicts the best case.

    Seconds are those of the whole device: a batch on half of it takes twice as long beside another.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds_per_cost: float | None = None
        """None before the first batch."""
        self._clock = clock
        self._laps: set[Lap] = set()

    @property
    def running(self) -> bool:
        return bool(self._laps)

    def started(self, cost: float, share: float) -> Lap:
        """A batch of that cost is on that share of the device."""
        lap = Lap(cost, share, self._clock())
        self._laps.add(lap)
        return lap

    def ended(self, lap: Lap) -> None:
        self._laps.discard(lap)

    def learn(self, cost: float, seconds: float) -> None:
        """A batch of that cost was computed in so long."""
        if cost <= 0:
            return
        found, known = seconds / cost, self.seconds_per_cost
        self.seconds_per_cost = found if known is None else known + _WEIGHT * (found - known)

    def wait_s(self, cost_before: float) -> float:
        """Until the batches under way and questions of that cost are done; 0 before the first batch."""
        each_s = self.seconds_per_cost or 0.0
        left_s = sum(max(0.0, lap.cost * each_s - self._spent_s(lap)) for lap in self._laps)
        return left_s + cost_before * each_s

    def _spent_s(self, lap: Lap) -> float:
        return lap.share * (self._clock() - lap.since)
