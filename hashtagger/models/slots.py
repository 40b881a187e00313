"""One model's place in the pool: cold, loading, ready or failed; and who uses it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from hashtagger.errors import HashtaggerError, ModelUnavailable
from hashtagger.models.batcher import Batcher
from hashtagger.models.spec import ModelSpec
from hashtagger.types import LoadState, ModelStatus

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
"""Between a failed load and the next try; it doubles each time."""


@dataclass(frozen=True, slots=True, eq=False)
class Resident:
    """A loaded version of a model; it holds its share of the budget under itself."""

    batcher: Batcher
    loaded_at: float
    load_s: float

    @property
    def in_use(self) -> bool:
        return self.batcher.busy


class Slot:
    """Belongs to the event loop."""

    def __init__(self, spec: ModelSpec, clock: Callable[[], float]) -> None:
        self.spec = spec
        self.resident: Resident | None = None
        self.loading: asyncio.Task[None] | None = None
        self.claims = 0
        """Callers who wait for it to be loaded; from then on they count as unanswered questions."""
        self.leaving = False
        """Others have waited long for its room: it takes no new questions and goes when it has answered the old ones."""
        self.last_used = clock()
        self.weights_bytes = 0
        """As measured after the last load."""
        self.expiry: asyncio.TimerHandle | None = None
        self._clock = clock
        self._error: Exception | None = None
        self._pause_s = FIRST_PAUSE_S
        self._next_try = 0.0

    @property
    def leases(self) -> int:
        return self.claims + (0 if self.resident is None else self.resident.batcher.unanswered)

    @property
    def evictable(self) -> bool:
        if self.resident is None or self.spec.pinned or self.resident.in_use:
            return False
        return self.leaving or self.claims == 0

    @property
    def state(self) -> LoadState:
        if self.resident is not None:
            return LoadState.READY
        if self.loading is not None:
            return LoadState.LOADING
        return LoadState.COLD if self._error is None else LoadState.FAILED

    def status(self, held_bytes: int) -> ModelStatus:
        # A failure is forgiven after its pause: were it not, a server that gets no more questions could never recover.
        healthy = self._error is None or self._clock() >= self._next_try
        if self.resident is not None:
            healthy = self.resident.batcher.healthy
        batcher = None if self.resident is None else self.resident.batcher
        return ModelStatus(
            self.spec.model_id,
            self.spec.task,
            self.state,
            healthy,
            detail="" if healthy else str(self._error or "nobody serves its questions any more"),
            resident_bytes=held_bytes,
            queued=0 if batcher is None else batcher.queued,
            leases=self.leases,
            queued_bytes=0 if batcher is None else batcher.queued_bytes,
            failure="" if self._error is None else str(self._error),
            retry_in_s=0.0 if self._error is None else max(0.0, self._next_try - self._clock()),
        )

    def refuse_during_pause(self) -> None:
        """Raise what the last load failed with until it may be tried again."""
        wait_s = self._next_try - self._clock()
        if self._error is None or wait_s <= 0:
            return
        if isinstance(self._error, HashtaggerError):
            # Raised anew for every caller: without this, each would add its frames to the one traceback.
            raise self._error.with_traceback(None)
        raise self._could_not(wait_s)

    def load_succeeded(self) -> None:
        self._error, self._pause_s = None, FIRST_PAUSE_S

    def load_failed(self, error: Exception) -> HashtaggerError:
        """Remember it; what the callers are told."""
        pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, LONGEST_PAUSE_S)
        self._error, self._next_try = error, self._clock() + pause_s
        return error if isinstance(error, HashtaggerError) else self._could_not(pause_s)

    def _could_not(self, wait_s: float) -> ModelUnavailable:
        failure = ModelUnavailable(f"{self.spec.model_id} could not be loaded: {self._error}", retry_after_s=wait_s)
        failure.__cause__ = self._error
        return failure
