"""
Turn many single questions into few model calls: prepare on CPU threads, run in batches on the device, finish on CPU threads.

A batch is cut when a lane of the device is free, never by a timer, so batches grow with load by themselves.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import structlog

from hashtagger.errors import BrokenModel, DeadlineExceeded, ModelUnavailable, Overloaded
from hashtagger.models.failures import Failure, called, each, explained, out_of_memory, results_of, without_frames
from hashtagger.models.observer import NobodyWatches, PoolObserver
from hashtagger.models.pace import Pace
from hashtagger.models.runtimes.base import Abandoned, Ready, Runtime
from hashtagger.models.turns import SHARE_OF_OTHERS, Lanes, PauseOfRun, Turn, Turns
from hashtagger.models.waiting import Ticket, WaitingTickets
from hashtagger.questions import OnProgress, Priority
from hashtagger.types import Deadline

MIB = 1024 * 1024
LONGEST_WAIT_S = 86_400.0
"""Timers take no infinity."""
PREPARED_TOGETHER = 16
"""Questions that one visit to a CPU thread prepares at most; a visit costs as much as preparing a short text."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BatchPolicy:
    """Limits of one batch that has the whole device, in proportion less on some of its lanes; and of the queue before it."""

    max_items: int = 32
    max_cost: float = math.inf
    max_queued: int = 512
    max_queued_bytes: int = 256 * MIB


@dataclass(frozen=True, slots=True)
class Workers:
    """
    Where the three steps of a model run. ``device`` belongs to this model alone, because a run that pauses keeps its thread;
    it has a thread for every batch that may run at once.
    """

    turns: Turns
    device: Executor
    cpu: Executor
    visits: int = 2
    """How many CPU threads one model may use at once."""
    lanes: Lanes | None = None
    """How many lanes a batch can use; None: all, so that nothing runs beside it."""
    take_share: Callable[[float], None] = lambda share: None
    """Called on a thread of ``device`` before each batch, with the share (0..1) of all lanes that it has."""


class Batcher:
    """One loaded model and the questions before it. Belongs to one event loop."""

    def __init__(
        self,
        runtime: Runtime,
        policy: BatchPolicy,
        workers: Workers,
        *,
        name: str,
        make_room: Callable[[], Awaitable[bool]] | None = None,
        observer: PoolObserver | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``make_room`` frees memory that others do not use now and says whether it did."""
        self.name = name
        self.item_cap = policy.max_items
        self.runtime = runtime
        self._policy, self._workers, self._make_room = policy, workers, make_room
        self._observer = observer or NobodyWatches()
        self._clock = clock
        self._waiting = WaitingTickets()
        self._open: dict[Ticket, None] = {}  # in the order of arrival
        self._unprepared: deque[Ticket] = deque()
        self._visiting = 0
        self._numbers = itertools.count()
        self._work = asyncio.Event()
        self._finishing: set[asyncio.Task[None]] = set()
        self._pace = Pace(clock)
        self._cutting = asyncio.Lock()
        self._runs: set[Future[Sequence[Any]]] = set()
        self._server = asyncio.create_task(self._serve(), name=f"batcher:{name}")
        self._server.add_done_callback(self._abandon_everything)

    @property
    def healthy(self) -> bool:
        return not self._server.done()

    @property
    def queued(self) -> int:
        return self._waiting.items

    @property
    def queued_bytes(self) -> int:
        """Of those that are prepared and wait."""
        return self._waiting.size_bytes

    @property
    def unanswered(self) -> int:
        """Questions somebody waits for, queued or running."""
        return len(self._open)

    @property
    def busy(self) -> bool:
        """Somebody waits, or the device still runs a batch that everybody has left."""
        return bool(self._open) or self._pace.running

    async def submit(
        self,
        question: Any,
        *,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
        on_progress: OnProgress | None = None,
    ) -> Any:
        """
        The answer.

        Raises ``Overloaded`` when the queue is full, ``DeadlineExceeded`` at once when the questions before it take longer
        than the deadline allows and later when it passes, ``ModelUnavailable`` when nobody serves or the device has no
        memory for it, and what the runtime raised.
        """
        self._refuse(deadline, priority)
        loop = asyncio.get_running_loop()
        now = self._clock()
        ticket = Ticket(question, priority, next(self._numbers), now, deadline.at, loop.create_future(), on_progress)
        expiry = loop.call_later(min(deadline.at - now, LONGEST_WAIT_S), self._expire, ticket)
        self._open[ticket] = None
        self._waiting.admit(ticket)
        self._unprepared.append(ticket)
        self._prepare_more()
        try:
            return await ticket.future
        finally:
            expiry.cancel()
            del self._open[ticket]
            self._waiting.drop(ticket)
            if ticket.future.done() and not ticket.future.cancelled():
                ticket.future.exception()  # seen, even when whoever waited was cancelled in the same moment

    async def aclose(self) -> None:
        """
        Unanswered questions fail. The model's memory is free when this returns, after a batch under way. Once only.
        """
        self._server.cancel()
        await asyncio.gather(self._server, *self._finishing, return_exceptions=True)
        device = self._workers.device
        if self._runs:
            await asyncio.wait([asyncio.wrap_future(run) for run in list(self._runs)])
        try:
            await asyncio.get_running_loop().run_in_executor(device, called, self.runtime.close)
        except Exception:
            log.exception("model_not_closed", model=self.name)
        finally:
            device.shutdown(wait=False)

    def _refuse(self, deadline: Deadline, priority: Priority) -> None:
        """Raise when it cannot be answered in time, or at all."""
        if not self.healthy:
            self._observer.rejected(self.name, "stopping")
            raise self._stopped()
        wait_s = self._pace.wait_s(self._waiting.cost_before(priority))
        full = self._waiting.items >= self._policy.max_queued
        if full or self._waiting.size_bytes >= self._policy.max_queued_bytes:
            raise self._overloaded()
        if deadline.at - self._clock() <= wait_s:
            self._observer.rejected(self.name, "too_late")
            raise DeadlineExceeded(f"{self.name}: the queue takes {wait_s:.1f} s", retry_after_s=max(wait_s, 0.1))

    def _overloaded(self) -> Overloaded:
        self._observer.rejected(self.name, "queue_full")
        wait_s = self._pace.wait_s(self._waiting.cost_before(Priority.BULK))
        return Overloaded(f"{self.name}: {self._waiting.items} questions wait", retry_after_s=max(wait_s, 0.1))

    def _expire(self, ticket: Ticket) -> None:
        if not ticket.abandoned:
            self._observer.rejected(self.name, "expired")
            late = DeadlineExceeded(f"{self.name}: no answer in time", retry_after_s=1.0)
            ticket.future.set_exception(late)
            self._waiting.drop(ticket)

    def _stopped(self) -> ModelUnavailable:
        return ModelUnavailable(f"{self.name} has stopped", retry_after_s=5.0)

    def _abandon_everything(self, server: asyncio.Task[None]) -> None:
        """Nobody will serve the queue any more: tell everyone in it now."""
        if not server.cancelled() and (bug := server.exception()) is not None:
            log.error("batcher_died", model=self.name, exc_info=bug)
        for ticket in self._open:
            if not ticket.abandoned:
                ticket.future.set_exception(self._stopped())

    # Prepare

    def _prepare_more(self) -> None:
        while self._unprepared and self._visiting < self._workers.visits:
            together = min(PREPARED_TOGETHER, math.ceil(len(self._unprepared) / self._workers.visits))
            group = [self._unprepared.popleft() for _ in range(together)]
            self._visiting += 1
            loop = asyncio.get_running_loop()
            visit = loop.run_in_executor(self._workers.cpu, each, self._prepare_one, group)
            visit.add_done_callback(lambda done, group=group: self._place(group, done))  # type: ignore[misc]

    def _prepare_one(self, ticket: Ticket) -> Ready | None:
        return None if ticket.abandoned else self.runtime.prepare(ticket.question)

    def _place(self, group: Sequence[Ticket], visit: asyncio.Future[list[Any]]) -> None:
        self._visiting -= 1
        for ticket, ready in zip(group, results_of(visit, len(group)), strict=True):
            if ticket.abandoned:
                continue
            if isinstance(ready, Failure):
                ticket.future.set_exception(explained(self.name, ready.error))
            elif self._waiting.size_bytes and self._over_bytes(ready):
                ticket.future.set_exception(self._overloaded())
            else:
                self._waiting.place(ticket, ready)
                self._work.set()
        self._observer.queued(self.name, self._waiting.items)
        self._workers.turns.look_again()
        self._prepare_more()

    def _over_bytes(self, ready: Ready) -> bool:
        return self._waiting.size_bytes + ready.size_bytes > self._policy.max_queued_bytes

    # Run

    async def _serve(self) -> None:
        lanes = self._workers.lanes or self._workers.turns.all
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers.turns.lanes // lanes.least):
                group.create_task(self._serve_lanes(lanes))

    async def _serve_lanes(self, lanes: Lanes) -> None:
        """One batch after the other."""
        while True:
            async with self._cutting:
                await self._work.wait()
                turn = await self._workers.turns.turn(self._waiting.first_due, lanes, lambda: self._waiting.ready)
            with turn:
                batch = self._cut(turn)
                results = await self._run(batch, turn) if batch else None
            if results is not None:
                await self._settle(batch, results)

    def _cut(self, turn: Turn) -> list[Ticket]:
        items = min(self.item_cap * turn.share, self._waiting.ready * turn.part)
        batch = self._waiting.cut(max_items=math.ceil(items), max_cost=self._policy.max_cost * turn.share)
        if self._waiting.first_due() == math.inf:
            self._work.clear()
        now = self._clock()
        for ticket in batch:
            if ticket.late_at <= now:
                self._expire(ticket)
        batch = [ticket for ticket in batch if not ticket.abandoned]
        for ticket in batch:
            self._observer.waited(self.name, now - ticket.arrived)
        self._observer.queued(self.name, self._waiting.items)
        return batch

    async def _run(self, batch: Sequence[Ticket], turn: Turn) -> Sequence[Any] | Exception:
        """The results of that batch, or why there are none."""
        pause = turn.pause(
            slack_s=min(ticket.priority.slack_s for ticket in batch),
            alive=lambda: not all(ticket.abandoned for ticket in batch),
            report=self._reporter(batch),
        )
        cost, started = sum(ticket.cost for ticket in batch), self._clock()
        lap = self._pace.started(cost, turn.share)
        payloads = [ticket.ready.payload for ticket in batch if ticket.ready is not None]
        try:
            results = await self._on_device(turn.share, payloads, pause)
            if len(results) != len(batch):
                return BrokenModel(f"{self.name}: {len(batch)} in, {len(results)} out")
        except asyncio.CancelledError:
            pause.stop()
            raise
        except Exception as error:
            return without_frames(error) if out_of_memory(error) else error
        finally:
            self._pace.ended(lap)
            took_s = self._clock() - started - pause.aside_s
            self._rest(batch[0].priority, turn.share * took_s)
        self._observer.batch(self.name, len(batch), took_s)
        self._pace.learn(cost, turn.share * took_s)
        self.item_cap = min(self._policy.max_items, self.item_cap + 1)
        return results

    async def _on_device(self, share: float, payloads: Sequence[Any], pause: PauseOfRun) -> Sequence[Any]:
        def compute() -> Sequence[Any]:
            self._workers.take_share(share)
            return self.runtime.run(payloads, pause)

        run = self._workers.device.submit(called, compute)
        # It may go on when nobody waits for it any more.
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)
        return await asyncio.wrap_future(run)

    def _rest(self, priority: Priority, seconds: float) -> None:
        """After a batch of that priority: others get their share of the device, as between the steps of a long run."""
        self._waiting.rest(priority, self._clock() + min(priority.slack_s, SHARE_OF_OTHERS * seconds))

    def _reporter(self, batch: Iterable[Ticket]) -> Callable[[float], None] | None:
        curious = [ticket for ticket in batch if ticket.on_progress is not None]
        if not curious:
            return None

        def report(progress: float) -> None:
            for ticket in curious:
                if ticket.on_progress is not None and not ticket.abandoned:
                    ticket.on_progress(progress)

        return report

    async def _settle(self, batch: Sequence[Ticket], results: Sequence[Any] | Exception, *, last: bool = False) -> None:
        """Give the answers out, or find out whose fault it was. ``last``: room was made for it already."""
        if not isinstance(results, Exception):
            task = asyncio.create_task(self._finish(batch, results), name=f"finish:{self.name}")
            self._finishing.add(task)
            task.add_done_callback(self._finishing.discard)
        elif isinstance(results, Abandoned):
            _fail(batch, self._stopped())
        elif len(batch) > 1:
            await self._bisect(batch, results)
        elif out_of_memory(results) and not last and self._make_room is not None and await self._make_room():
            await self._again(batch, last=True)
        else:
            _fail(batch, explained(self.name, results))

    async def _bisect(self, batch: Sequence[Ticket], error: Exception) -> None:
        """Only the guilty questions of a failed batch fail."""
        middle = len(batch) // 2
        if out_of_memory(error):
            self.item_cap = max(1, middle)
        for half in (batch[:middle], batch[middle:]):
            await self._again(half)

    async def _again(self, batch: Sequence[Ticket], *, last: bool = False) -> None:
        alive = [ticket for ticket in batch if not ticket.abandoned]
        if not alive:
            return
        # On all lanes, so that there is as much memory as there can be. Other models may go between the halves: a broken
        # batch must not keep the device longer than a whole one.
        due = min(self._waiting.due_of(ticket) for ticket in alive)
        with await self._workers.turns.turn(lambda: due) as turn:
            results = await self._run(alive, turn)
        await self._settle(alive, results, last=last)

    # Finish

    async def _finish(self, batch: Sequence[Ticket], results: Sequence[Any]) -> None:
        pairs = [(ticket, result) for ticket, result in zip(batch, results, strict=True) if not ticket.abandoned]
        loop = asyncio.get_running_loop()
        try:
            answers = await loop.run_in_executor(self._workers.cpu, each, self._finish_one, pairs)
        except Exception as error:
            answers = [Failure(error)] * len(pairs)
        for (ticket, _), answer in zip(pairs, answers, strict=True):
            if ticket.abandoned:
                continue
            if isinstance(answer, Failure):
                ticket.future.set_exception(explained(self.name, answer.error))
            else:
                ticket.future.set_result(answer)

    def _finish_one(self, pair: tuple[Ticket, Any]) -> Any:
        return self.runtime.finish(pair[0].question, pair[1])


def _fail(batch: Sequence[Ticket], error: Exception) -> None:
    for ticket in batch:
        if not ticket.abandoned:
            ticket.future.set_exception(error)
