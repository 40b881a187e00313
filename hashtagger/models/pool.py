"""Keep the models that are in use inside a memory budget, and give each question to its model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog

from hashtagger.errors import DeadlineExceeded, HashtaggerError, ModelUnavailable
from hashtagger.models.batcher import LONGEST_WAIT_S, Batcher, Workers
from hashtagger.models.budget import Budget, Need
from hashtagger.models.catalogue import find_row
from hashtagger.models.failures import called, out_of_memory
from hashtagger.models.installed import Installed
from hashtagger.models.observer import Counted, NobodyWatches, PoolObserver
from hashtagger.models.plan import PoolPlan
from hashtagger.models.room import Room
from hashtagger.models.runtimes.base import Runtime
from hashtagger.models.slots import Resident, Slot
from hashtagger.models.spec import ModelSpec
from hashtagger.models.turns import Turns
from hashtagger.questions import OnProgress, Priority, Question
from hashtagger.types import Deadline, ModelStatus, PoolStatus

ANSWER_SHARE = 0.75
"""Of the time to drain; the rest is for stopping what did not end by itself."""
CLOSE_S = 5.0
"""Then a batch that nothing can stop gets this long before its thread is left behind."""

A = TypeVar("A")
T = TypeVar("T")

log = structlog.get_logger()


class ModelPool:
    """
    Implements ``hashtagger.ports.ModelBackend``. Belongs to one event loop.

    A model is loaded when it is first asked, by one thread for all models, and stays until others need its room. A runtime
    never asks the pool: what it needs beside its own files it loads itself (``ModelSpec.needs``).
    """

    def __init__(self, rows: Sequence[ModelSpec], plan: PoolPlan, *, observer: PoolObserver | None = None) -> None:
        self._rows, self._plan = rows, plan
        self._observer = Counted(observer or NobodyWatches())
        self._clock = plan.clock
        self._slots: dict[str, Slot] = {}
        self._budget = Budget()
        self._room = Room(self._budget, self._slots, self._evict, plan.clock)
        self._turns: Turns | None = None
        self._loader: Executor | None = None
        self._cpu: Executor | None = None
        self._closings: dict[asyncio.Task[None], None] = {}
        self._closing = False
        self._device: str | None = None

    @property
    def used_bytes(self) -> int:
        """Weights of all models that are loaded or being loaded, and the memory that one batch needs."""
        return self._budget.used_bytes

    @property
    def resident(self) -> frozenset[str]:
        return frozenset(model_id for model_id, slot in self._slots.items() if slot.resident is not None)

    async def ask(
        self,
        model_id: str,
        question: Question[A],
        *,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
        on_progress: OnProgress | None = None,
    ) -> A:
        """See ``ModelBackend.ask``. Also raises ``NotFound`` and ``MissingComponent``."""
        slot = self._slot(model_id)
        self._refuse_when_stopping(model_id)
        resident = slot.resident
        if resident is None or slot.leaving:
            resident = await self._claim(slot, deadline)
        try:
            # Counted as unanswered before anything is awaited, so that the model is not evicted in between.
            answer: A = await resident.batcher.submit(
                question, deadline=deadline, priority=priority, on_progress=on_progress
            )
            return answer
        finally:
            self._let_go(slot)

    async def reload(self, model_id: str) -> None:
        """
        Replace a loaded model by what its files are now; the old one answers meanwhile, and stays when this fails.

        Raises what a load raises, and ``ModelUnavailable`` when there is no room for both.
        """
        slot = self._slot(model_id)
        while slot.loading is not None:
            await asyncio.wait({slot.loading})  # it may have read what the files were before
        self._refuse_when_stopping(model_id)
        if slot.resident is None:
            await self._claim(slot, Deadline(float("inf")))
            self._let_go(slot)
            return
        slot.claims += 1
        slot.loading = asyncio.create_task(self._replace(slot), name=f"reload:{model_id}")
        slot.loading.add_done_callback(lambda task: self._load_ended(slot, task))
        try:
            await asyncio.shield(slot.loading)
        finally:
            slot.claims -= 1
            self._let_go(slot)

    async def status(self) -> tuple[ModelStatus, ...]:
        """See ``ModelBackend.status``."""
        for row in self._rows:
            if row.pinned:
                self._slot(row.model_id)
        return tuple(map(self._status_of, self._slots.values()))

    async def pool_status(self) -> PoolStatus:
        """See ``ModelBackend.pool_status``."""
        return PoolStatus(await self.status(), self.used_bytes, self._budget.total_bytes, self._device)

    async def aclose(self) -> None:
        """See ``ModelBackend.aclose``."""
        if self._closing:
            return
        self._closing = True
        end = self._clock() + ANSWER_SHARE * self._plan.drain_s
        while any(slot.leases for slot in self._slots.values()) and self._clock() < end:
            await self._room.changed(end - self._clock())
        loads = [slot.loading for slot in self._slots.values() if slot.loading is not None]
        for load in loads:
            load.cancel()
        await asyncio.gather(*loads, return_exceptions=True)
        for slot in self._slots.values():
            self._withdraw(slot, "closed")
        closings = list(self._closings)
        _, late = await asyncio.wait(closings, timeout=CLOSE_S) if closings else ((), ())
        for task in late:
            log.warning("model_left_behind", task=task.get_name())
            task.cancel()
        await asyncio.gather(*closings, return_exceptions=True)
        for executor in (self._loader, self._cpu):
            if executor is not None:
                executor.shutdown(wait=False, cancel_futures=True)

    def _status_of(self, slot: Slot) -> ModelStatus:
        counted, name = self._observer, slot.spec.model_id
        told = slot.status(self._budget.held_by(slot.resident))
        return replace(told, batches=counted.batches[name], evictions=counted.evictions[name])

    def _refuse_when_stopping(self, model_id: str) -> None:
        if self._closing:
            self._observer.rejected(model_id, "stopping")
            raise ModelUnavailable("the models are being stopped", retry_after_s=5.0)

    def _slot(self, model_id: str) -> Slot:
        slot = self._slots.get(model_id)
        if slot is None:
            slot = self._slots[model_id] = Slot(find_row(model_id, self._rows), self._clock)
        return slot

    def _let_go(self, slot: Slot) -> None:
        slot.last_used = self._clock()
        if slot.resident is not None:
            self._tell_resident(slot)
        if slot.leases == 0 and slot.spec.idle_ttl_s is not None:
            self._evict_later(slot, slot.spec.idle_ttl_s)
        if self._room.watched:
            self._room.notify()

    # Load

    async def _claim(self, slot: Slot, deadline: Deadline) -> Resident:
        """The loaded model; everybody who waits for it shares one load, and whoever leaves does not stop it."""
        slot.claims += 1
        try:
            while slot.resident is None or slot.leaving:
                if slot.loading is None:
                    self._start_loading(slot)
                assert slot.loading is not None
                await self._in_time(slot, slot.loading, deadline)
            return slot.resident
        finally:
            slot.claims -= 1
            if self._room.watched:
                self._room.notify()

    def _start_loading(self, slot: Slot) -> None:
        try:
            slot.refuse_during_pause()
        except Exception:
            self._observer.rejected(slot.spec.model_id, "load_failed")
            raise
        # Before the loader is asked: what is missing is said at once, however busy the loader is.
        found = self._plan.find(slot.spec)
        slot.loading = asyncio.create_task(self._bring(slot, found), name=f"load:{slot.spec.model_id}")
        slot.loading.add_done_callback(lambda task: self._load_ended(slot, task))

    def _load_ended(self, slot: Slot, task: asyncio.Task[None]) -> None:
        slot.loading = None
        if not task.cancelled():
            task.exception()  # seen, even when nobody waits any more
        self._room.notify()

    async def _in_time(self, slot: Slot, load: asyncio.Task[None], deadline: Deadline) -> None:
        _, late = await asyncio.wait({load}, timeout=min(LONGEST_WAIT_S, max(0.0, deadline.at - self._clock())))
        if late:
            self._observer.rejected(slot.spec.model_id, "expired")
            raise DeadlineExceeded(f"{slot.spec.model_id} is still being loaded", retry_after_s=5.0)
        if load.cancelled():
            raise ModelUnavailable(f"{slot.spec.model_id} was closed while it was loaded", retry_after_s=5.0)
        if (error := load.exception()) is not None:
            self._observer.rejected(slot.spec.model_id, _why_refused(error))
            raise error.with_traceback(None)

    async def _bring(self, slot: Slot, found: Installed) -> None:
        while slot.resident is not None:
            # It is leaving to let others in; it comes back when it is its turn again.
            if not slot.leaving:
                return
            await self._room.changed(1.0)
        slot.resident = await self._open(slot, found)
        self._let_go(slot)  # those who wanted it may all have left meanwhile

    async def _replace(self, slot: Slot) -> None:
        new = await self._open(slot, self._plan.find(slot.spec))
        # Others may have made it leave meanwhile, if whoever asked for this has gone.
        old, slot.resident = slot.resident, new
        try:
            # Nobody gives it new questions any more; those that it has are answered.
            while old is not None and old.in_use:
                await self._room.changed(1.0)
        finally:
            closing = None if old is None else self._release(slot, old)
        if closing is not None:
            await asyncio.shield(closing)
        self._let_go(slot)

    async def _open(self, slot: Slot, found: Installed) -> Resident:
        """Reserve, load, and hold what was measured. Raises what a caller may be told."""
        spec, holder = slot.spec, object()
        await self._know_budget()
        need = Need(max(spec.reserve_bytes, slot.weights_bytes), spec.working_bytes)
        await self._room.reserve(slot, holder, need)
        started = self._clock()
        try:
            runtime = await self._load(slot, found)
            slot.weights_bytes = runtime.resident_bytes
        except Exception as error:
            self._observer.loaded(spec.model_id, "failed", self._clock() - started)
            log.warning("model_load_failed", model=spec.model_id, error=str(error))
            failure = slot.load_failed(error)
            raise failure from (None if failure is error else error)
        finally:
            self._budget.give_back(holder)
            self._room.notify()
        load_s = self._clock() - started
        resident = Resident(self._batcher(slot, runtime), self._clock(), load_s)
        self._budget.hold(resident, Need(slot.weights_bytes, spec.working_bytes))
        await self._stay_within_budget(slot, resident)
        slot.load_succeeded()
        self._observer.loaded(spec.model_id, "ok", load_s)
        log.info("model_loaded", model=spec.model_id, seconds=round(load_s, 2), bytes=slot.weights_bytes)
        return resident

    async def _load(self, slot: Slot, found: Installed) -> Runtime:
        """On the loader thread; once more after everything idle was evicted when the device had no memory."""
        try:
            return await self._on_loader(partial(self._plan.load, found))
        except Exception as error:
            if not out_of_memory(error) or not await self._room.evict_idle(but=slot):
                raise
        return await self._on_loader(partial(self._plan.load, found))

    async def _know_budget(self) -> None:
        if self._budget.total_bytes is None:
            plan = self._plan
            told = await self._on_loader(lambda: (plan.budget_bytes(), plan.device()))
            self._budget.total_bytes, self._device = told

    async def _on_loader(self, work: Callable[[], T]) -> T:
        if self._loader is None:
            self._loader = self._plan.threads.loader()
        return await asyncio.get_running_loop().run_in_executor(self._loader, called, work)

    async def _stay_within_budget(self, slot: Slot, resident: Resident) -> None:
        """A model that is larger than its row says makes others leave, or is not kept."""
        if self._budget.fits():
            return
        kept = False
        try:
            await self._room.evict_idle(but=slot)
            kept = self._budget.fits()
        finally:
            closing = None if kept else self._release(slot, resident)
        if closing is None:
            return
        await asyncio.shield(closing)
        needed = f"{slot.weights_bytes / 1e6:,.0f} MB"
        message = f"{slot.spec.model_id} turned out to need {needed}; there is no room for it now"
        raise ModelUnavailable(message, retry_after_s=5.0, code="no_room")

    def _batcher(self, slot: Slot, runtime: Runtime) -> Batcher:
        spec = slot.spec
        threads = self._plan.threads
        if self._cpu is None:
            self._cpu = threads.cpu()
        if self._turns is None:
            self._turns = Turns(self._plan.lanes())
        lanes = self._plan.lanes_of(spec, self._turns.lanes)

        async def make_room() -> bool:
            return await self._room.evict_idle(but=slot)

        return Batcher(
            runtime,
            self._plan.policy(spec),
            Workers(
                self._turns,
                threads.device(spec, self._turns.lanes // lanes.least),
                self._cpu,
                lanes=lanes,
                take_share=partial(threads.take_share, spec),
            ),
            name=spec.model_id,
            make_room=make_room,
            observer=self._observer,
            clock=self._clock,
        )

    # Evict

    async def _evict(self, slot: Slot, reason: str) -> None:
        """Whoever stops waiting for it does not stop it: its memory would be lost to everybody."""
        closing = self._withdraw(slot, reason)
        if closing is not None:
            await asyncio.shield(closing)

    def _withdraw(self, slot: Slot, reason: str) -> asyncio.Task[None] | None:
        resident, slot.resident, slot.leaving = slot.resident, None, False
        if resident is None:
            return None
        if slot.expiry is not None:
            slot.expiry.cancel()
        log.info("model_evicted", model=slot.spec.model_id, reason=reason)
        if reason != "closed":
            self._observer.evicted(slot.spec.model_id, reason)
        return self._release(slot, resident)

    def _release(self, slot: Slot, resident: Resident) -> asyncio.Task[None]:
        """Begin to close what its slot names no more."""
        closing = asyncio.create_task(self._close(slot, resident), name=f"close:{slot.spec.model_id}")
        self._closings[closing] = None
        closing.add_done_callback(self._closings.pop)
        return closing

    async def _close(self, slot: Slot, resident: Resident) -> None:
        """Its room is free when its memory is."""
        try:
            await resident.batcher.aclose()
        finally:
            self._budget.give_back(resident)
            self._tell_resident(slot)
            self._room.notify()

    def _evict_later(self, slot: Slot, after_s: float) -> None:
        if slot.expiry is not None:
            slot.expiry.cancel()
        slot.expiry = asyncio.get_running_loop().call_later(after_s, self._evict_if_idle, slot)

    def _evict_if_idle(self, slot: Slot) -> None:
        if slot.evictable:
            self._withdraw(slot, "idle")

    def _tell_resident(self, slot: Slot) -> None:
        self._observer.resident(slot.spec.model_id, self._budget.held_by(slot.resident), slot.leases)


def _why_refused(error: BaseException) -> str:
    return "no_room" if isinstance(error, HashtaggerError) and error.code == "no_room" else "load_failed"
