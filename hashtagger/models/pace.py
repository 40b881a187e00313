"""How fast one model works, as measured, and how long its queue will take."""

from __future__ import annotations

from collections.abc import Callable

_WEIGHT = 0.1
"""Of the newest batch in the running mean."""


class Pace:
    """Belongs to the event loop. Knows nothing of the turns of other models, so it predicts the best case."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds_per_cost: float | None = None
        """None before the first batch."""
        self.running = False
        self._clock = clock
        self._cost = 0.0
        self._since = 0.0

    def started(self, cost: float) -> None:
        """A batch of that cost is on the device."""
        self.running, self._cost, self._since = True, cost, self._clock()

    def ended(self) -> None:
        self.running = False

    def learn(self, cost: float, seconds: float) -> None:
        """A batch of that cost was computed in so long."""
        if cost <= 0:
            return
        found, known = seconds / cost, self.seconds_per_cost
        self.seconds_per_cost = found if known is None else known + _WEIGHT * (found - known)

    def wait_s(self, cost_before: float) -> float:
        """Until the batch under way and questions of that cost are done; 0 before the first batch."""
        each_s = self.seconds_per_cost or 0.0
        left_s = self._cost * each_s - (self._clock() - self._since) if self.running else 0.0
        return max(0.0, left_s) + cost_before * each_s
