"""Make room for a model: evict what is idle, wait for what is in use, and let nobody wait for ever."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hashtagger.errors import MissingComponent, ModelUnavailable
from hashtagger.models.budget import Budget, Need
from hashtagger.models.slots import Slot

PATIENCE_S = 2.0
"""Whoever waited this long for room asks a model in use to leave, and goes before those who came later."""
STAY_LOADS = 4.0
"""A model in use may stay for this many times its load, so that at most a fifth of the time goes into loading."""
LONGEST_WAIT_S = 60.0


@dataclass(slots=True, eq=False)
class _Waiter:
    number: int
    need: Need
    since: float
    asked: list[Slot] = field(default_factory=list)


class Room:
    """Belongs to the event loop; nothing is locked, so whatever fits is loaded while others wait."""

    def __init__(
        self,
        budget: Budget,
        slots: Mapping[str, Slot],
        evict: Callable[[Slot, str], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._budget, self._slots, self._evict, self._clock = budget, slots, evict, clock
        self._queue: list[_Waiter] = []
        self._numbers = itertools.count()
        self._watchers: dict[asyncio.Future[None], None] = {}  # in order, so that chance decides nothing

    @property
    def watched(self) -> bool:
        """Somebody waits for ``notify``."""
        return bool(self._watchers)

    def notify(self) -> None:
        """Something was answered, loaded or evicted, or somebody left."""
        for watcher in self._watchers:
            if not watcher.done():
                watcher.set_result(None)

    async def changed(self, timeout_s: float) -> None:
        """Until the next ``notify``, or so long."""
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers[watcher] = None
        try:
            await asyncio.wait({watcher}, timeout=max(timeout_s, 0.0))
        finally:
            del self._watchers[watcher]

    async def reserve(self, slot: Slot, holder: object, need: Need) -> None:
        """
        ``holder`` holds ``need`` when this returns.

        Raises ``MissingComponent`` when it never can, ``ModelUnavailable`` when all room stays in use for a minute or nobody
        waits for the model any more.
        """
        self._refuse_impossible(slot, need)
        waiter = _Waiter(next(self._numbers), need, self._clock())
        self._queue.append(waiter)
        try:
            while not await self._take(waiter, holder):
                await self._wait(slot, waiter)
        finally:
            self._queue.remove(waiter)
            for other in waiter.asked:
                other.leaving = False
            self.notify()

    async def evict_idle(self, *, but: Slot) -> bool:
        """Everything that nobody uses now; False when there was nothing."""
        idle = [slot for slot in self._slots.values() if slot.evictable and slot is not but]
        for slot in idle:
            if slot.evictable:
                await self._evict(slot, "room")
        return bool(idle)

    def _refuse_impossible(self, slot: Slot, need: Need) -> None:
        pinned = {other.resident for other in self._slots.values() if other.spec.pinned}
        if self._budget.fits_beside_only(need, pinned):
            return
        needed_mb = (need.weights_bytes + need.working_bytes) / 1e6
        budget_mb = (self._budget.total_bytes or 0) / 1e6
        raise MissingComponent(
            f"{slot.spec.model_id} needs {needed_mb:,.0f} MB of the {budget_mb:,.0f} MB for models",
            code="model_too_large",
            advice="Raise HASHTAGGER_MODELS__BUDGET_BYTES, unpin models, or choose a smaller model.",
        )

    async def _take(self, waiter: _Waiter, holder: object) -> bool:
        """Hold it if it fits now or beside what is idle, evicting that."""
        while True:
            needs = [waiter.need, *self._needs_before(waiter)]
            if self._budget.fits(*needs):
                self._budget.hold(holder, waiter.need)
                return True
            victims = self._enough_of(self._idle(), needs)
            if not victims:
                return False
            # One at a time: while it is closed, another may have been asked something.
            await self._evict(victims[0], "room")

    async def _wait(self, slot: Slot, waiter: _Waiter) -> None:
        waited_s = self._clock() - waiter.since
        if slot.claims == 0:
            raise ModelUnavailable(f"nobody waits for {slot.spec.model_id} any more", retry_after_s=1.0, code="no_room")
        if waited_s >= LONGEST_WAIT_S:
            message = f"there is no room for {slot.spec.model_id}: all other models are in use"
            raise ModelUnavailable(message, retry_after_s=5.0, code="no_room")
        if waited_s < PATIENCE_S:
            await self.changed(PATIENCE_S - waited_s)
            return
        self._ask_to_leave(waiter)
        await self.changed(PATIENCE_S)

    def _needs_before(self, waiter: _Waiter) -> list[Need]:
        """Of those who lost patience before; room that they are waiting for is not taken from them."""
        now = self._clock()
        return [other.need for other in self._queue if other.number < waiter.number and now - other.since >= PATIENCE_S]

    def _idle(self) -> list[Slot]:
        """The least recently used first."""
        return sorted((slot for slot in self._slots.values() if slot.evictable), key=lambda slot: slot.last_used)

    def _enough_of(self, slots: Sequence[Slot], needs: Sequence[Need]) -> list[Slot]:
        """The first of ``slots`` without which ``needs`` fit, leaving out those that would not help; or none."""
        chosen: list[Slot] = []
        for slot in slots:
            chosen.append(slot)
            if self._fits_without(chosen, needs):
                break
        else:
            return []
        for slot in list(chosen):
            rest = [other for other in chosen if other is not slot]
            if self._fits_without(rest, needs):
                chosen = rest
        return chosen

    def _fits_without(self, slots: Sequence[Slot], needs: Sequence[Need]) -> bool:
        return self._budget.fits(*needs, without={slot.resident for slot in slots})

    def _ask_to_leave(self, waiter: _Waiter) -> None:
        """Models that stayed long enough, the longest first, until their room suffices."""
        now = self._clock()
        busy = [slot for slot in self._slots.values() if _may_be_asked(slot, now) and not slot.evictable]
        busy.sort(key=lambda slot: slot.resident.loaded_at if slot.resident else 0.0)
        needs = [waiter.need, *self._needs_before(waiter)]
        for slot in self._enough_of([*self._idle(), *busy], needs):
            if not slot.leaving:
                slot.leaving = True
                waiter.asked.append(slot)


def _may_be_asked(slot: Slot, now: float) -> bool:
    if slot.resident is None or slot.spec.pinned:
        return False
    if slot.leaving:
        return True
    stayed_s = now - slot.resident.loaded_at
    return slot.loading is None and stayed_s >= max(PATIENCE_S, STAY_LOADS * slot.resident.load_s)
