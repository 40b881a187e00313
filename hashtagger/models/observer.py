"""Who is told what the pool does: metrics in a server, nobody elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import Protocol


class PoolObserver(Protocol):
    """Called on the event loop, by model; must return at once."""

    def queued(self, model_id: str, items: int) -> None:
        """So many questions wait now."""
        ...

    def waited(self, model_id: str, seconds: float) -> None:
        """A question waited so long before its batch was cut."""
        ...

    def batch(self, model_id: str, items: int, seconds: float) -> None:
        """So many questions were computed together."""
        ...

    def rejected(self, model_id: str, reason: str) -> None:
        """A question was refused or dropped: queue_full, too_late, expired, stopping, no_room or load_failed."""
        ...

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None:
        """ok or failed."""
        ...

    def evicted(self, model_id: str, reason: str) -> None:
        """room or idle."""
        ...

    def resident(self, model_id: str, held_bytes: int, leases: int) -> None:
        """Memory that the model holds now, and how many questions use it."""
        ...


class NobodyWatches:
    """Implements ``PoolObserver``."""

    def queued(self, model_id: str, items: int) -> None: ...

    def waited(self, model_id: str, seconds: float) -> None: ...

    def batch(self, model_id: str, items: int, seconds: float) -> None: ...

    def rejected(self, model_id: str, reason: str) -> None: ...

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None: ...

    def evicted(self, model_id: str, reason: str) -> None: ...

    def resident(self, model_id: str, held_bytes: int, leases: int) -> None: ...


class Counted:
    """Implements ``PoolObserver``: counts by model what a pool tells of itself, and passes everything on."""

    def __init__(self, behind: PoolObserver) -> None:
        self._behind = behind
        self.batches: Counter[str] = Counter()
        self.evictions: Counter[str] = Counter()

    def queued(self, model_id: str, items: int) -> None:
        self._behind.queued(model_id, items)

    def waited(self, model_id: str, seconds: float) -> None:
        self._behind.waited(model_id, seconds)

    def batch(self, model_id: str, items: int, seconds: float) -> None:
        self.batches[model_id] += 1
        self._behind.batch(model_id, items, seconds)

    def rejected(self, model_id: str, reason: str) -> None:
        self._behind.rejected(model_id, reason)

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None:
        self._behind.loaded(model_id, outcome, seconds)

    def evicted(self, model_id: str, reason: str) -> None:
        self.evictions[model_id] += 1
        self._behind.evicted(model_id, reason)

    def resident(self, model_id: str, held_bytes: int, leases: int) -> None:
        self._behind.resident(model_id, held_bytes, leases)
