"""
Turn many single requests into few model calls, on one worker thread.

A batch is cut when the thread is free, never by a timer, so batches grow with load by themselves.
"""

from __future__ import annotations

import asyncio
import enum
import heapq
import itertools
import math
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from hashtagger.errors import BrokenModel, DeadlineExceeded, HashtaggerError, ModelUnavailable, Overloaded
from hashtagger.types import Deadline

In = TypeVar("In")
Out = TypeVar("Out")

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory")
"""What torch says on a GPU and on a CPU."""

log = structlog.get_logger()


class Priority(enum.Enum):
    """How long a request may wait before it outranks everything newer, in seconds; ageing comes for free."""

    INTERACTIVE = 0.0
    NORMAL = 1.0
    BULK = 30.0

    @property
    def slack_s(self) -> float:
        return self.value


@dataclass(frozen=True, slots=True)
class BatchPolicy:
    """Limits of one batch and of the queue behind it."""

    max_items: int = 32
    max_cost: float = math.inf
    max_queued: int = 512


@dataclass(slots=True, eq=False)
class _Ticket(Generic[In, Out]):
    payload: In
    key: Hashable
    cost: float
    due: float
    future: asyncio.Future[Out]

    @property
    def abandoned(self) -> bool:
        return self.future.done()


class Batcher(Generic[In, Out]):
    """
    Runs ``run(payloads) -> results`` (same length, same order) on ``executor``, which has one thread.

    Several batchers may share an executor: their batches then take turns instead of fighting for the cores.
    """

    def __init__(
        self, run: Callable[[Sequence[In]], Sequence[Out]], policy: BatchPolicy, *, executor: Executor, name: str
    ) -> None:
        self.name = name
        self.item_cap = policy.max_items
        self._run, self._policy, self._executor = run, policy, executor
        self._queues: dict[Hashable, list[tuple[float, int, _Ticket[In, Out]]]] = {}
        self._queued = 0
        self._running: list[_Ticket[In, Out]] = []
        self._sequence = itertools.count()
        self._work = asyncio.Event()
        self._seconds_per_item = 0.01
        self._server = asyncio.create_task(self._serve(), name=f"batcher:{name}")
        self._server.add_done_callback(self._abandon_everything)

    @property
    def healthy(self) -> bool:
        return not self._server.done()

    async def submit(
        self,
        payload: In,
        *,
        deadline: Deadline,
        key: Hashable = None,
        cost: float = 1.0,
        priority: Priority = Priority.INTERACTIVE,
    ) -> Out:
        """
        The result for ``payload``. Only payloads with equal ``key`` share a batch.

        Raises ``Overloaded`` when the queue is full, ``DeadlineExceeded`` at once when the queue is longer than the deadline
        allows and later when it passes, ``ModelUnavailable`` when the serving task has died, or what ``run`` raised.
        """
        if not self.healthy:
            raise self._stopped()
        wait_s = self._queued * self._seconds_per_item
        if self._queued >= self._policy.max_queued:
            raise Overloaded(f"{self.name}: {self._queued} requests are waiting", retry_after_s=max(wait_s, 0.1))
        if wait_s > deadline.remaining_s:
            raise DeadlineExceeded(f"{self.name}: the queue takes {wait_s:.1f} s", retry_after_s=wait_s)
        ticket: _Ticket[In, Out] = _Ticket(
            payload, key, cost, time.monotonic() + priority.slack_s, asyncio.get_running_loop().create_future()
        )
        self._push(ticket)
        try:
            async with asyncio.timeout(deadline.remaining_s):
                return await ticket.future
        except TimeoutError:
            raise DeadlineExceeded(f"{self.name}: no answer in time", retry_after_s=max(wait_s, 0.1)) from None

    async def aclose(self) -> None:
        self._server.cancel()
        await asyncio.gather(self._server, return_exceptions=True)

    def _abandon_everything(self, server: asyncio.Task[None]) -> None:
        """Nobody will serve the queue any more: tell everyone in it now."""
        if not server.cancelled() and (bug := server.exception()) is not None:
            log.error("batcher_died", batcher=self.name, exc_info=bug)
        for ticket in [*self._running, *(entry[2] for queue in self._queues.values() for entry in queue)]:
            if not ticket.abandoned:
                ticket.future.set_exception(self._stopped())

    def _stopped(self) -> ModelUnavailable:
        return ModelUnavailable(f"{self.name} has stopped", retry_after_s=5.0)

    def _push(self, ticket: _Ticket[In, Out]) -> None:
        queue = self._queues.setdefault(ticket.key, [])
        heapq.heappush(queue, (ticket.due, next(self._sequence), ticket))
        self._queued += 1
        self._work.set()

    async def _serve(self) -> None:
        while True:
            await self._work.wait()
            self._running = self._take()
            if self._running:
                await self._execute(self._running)
            self._running = []

    def _take(self) -> list[_Ticket[In, Out]]:
        """Cut a batch: the most urgent ticket, and those behind it that may share a batch with it."""
        batch: list[_Ticket[In, Out]] = []
        cost = 0.0
        while self._queues and not batch:
            key = min(self._queues, key=lambda k: self._queues[k][0][:2])
            queue = self._queues[key]
            while queue and len(batch) < self.item_cap:
                ticket = queue[0][2]
                if not ticket.abandoned:
                    if batch and cost + ticket.cost > self._policy.max_cost:
                        break
                    batch.append(ticket)
                    cost += ticket.cost
                heapq.heappop(queue)
                self._queued -= 1
            if not queue:
                del self._queues[key]
        if not self._queued:
            self._work.clear()
        return batch

    async def _execute(self, batch: list[_Ticket[In, Out]]) -> None:
        started = time.perf_counter()
        try:
            results = await asyncio.get_running_loop().run_in_executor(
                self._executor, self._run, [ticket.payload for ticket in batch]
            )
            if len(results) != len(batch):
                raise BrokenModel(f"{self.name}: {len(batch)} in, {len(results)} out")
        except Exception as error:
            await self._isolate(batch, error)
            return
        for ticket, result in zip(batch, results, strict=True):
            if not ticket.abandoned:
                ticket.future.set_result(result)
        took = (time.perf_counter() - started) / len(batch)
        self._seconds_per_item += 0.1 * (took - self._seconds_per_item)
        self.item_cap = min(self._policy.max_items, self.item_cap + 1)

    async def _isolate(self, batch: list[_Ticket[In, Out]], error: Exception) -> None:
        """Bisect a failed batch so that only the guilty items fail."""
        if len(batch) == 1:
            if not batch[0].abandoned:
                batch[0].future.set_exception(self._explained(error))
            return
        middle = len(batch) // 2
        if isinstance(error, MemoryError) or any(words in str(error) for words in _OUT_OF_MEMORY):
            self.item_cap = max(1, middle)
        for half in (batch[:middle], batch[middle:]):
            alive = [ticket for ticket in half if not ticket.abandoned]
            if alive:
                await self._execute(alive)

    def _explained(self, error: Exception) -> Exception:
        if isinstance(error, HashtaggerError):
            return error
        wrapped = BrokenModel(f"{self.name}: {type(error).__name__}: {error}")
        wrapped.__cause__ = error
        return wrapped
